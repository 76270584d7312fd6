import { isPlain } from "../../policy/plain.js";
import type { Requirement } from "../../policy/requirement.js";
import type { Verdict } from "../../policy/verdict.js";

interface Known {
  /** The path of the rule that decided. */
  readonly rule: string;
  readonly require: ReadonlyMap<string, Requirement>;
}

const KEYS = ["verdict", "rules", "require", "reason"];
const MOST_RULES = 100;
const LONGEST = 256;

/** What a decision document says. @throws Error, which holds nothing of the document, where it is not one */
export function verdictOf(document: unknown, known: Known): Verdict {
  if (typeof document === "boolean") return { verdict: document ? "allow" : "deny", rules: [`opa/${known.rule}`] };
  const { verdict, require, ...others } = fieldsOf(document);
  const rules = rulesOf(others["rules"], known.rule);
  if (others["reason"] !== undefined && typeof others["reason"] !== "string") throw refused("a reason that is no text");
  if (verdict === "ask") return { verdict, rules, require: requirementOf(require, known) };
  if (require !== undefined) throw refused("a requirement and does not ask");
  if (verdict === "allow" || verdict === "deny") return { verdict, rules };
  if (verdict === "none") return { verdict };
  throw refused("none of the verdicts allow, deny, ask, none");
}

function fieldsOf(document: unknown): Readonly<Record<string, unknown>> {
  if (typeof document !== "object" || document === null || Array.isArray(document))
    throw new Error("OPA's decision is neither a boolean nor an object");
  if (!Object.keys(document).every((key) => KEYS.includes(key))) throw refused(`a key other than ${KEYS.join(", ")}`);
  return document as Readonly<Record<string, unknown>>;
}

/** Names that people read: hidden characters have no place in them. */
function rulesOf(given: unknown, rule: string): readonly string[] {
  if (given === undefined) return [`opa/${rule}`];
  if (!Array.isArray(given) || given.length > MOST_RULES || !given.every(isName))
    throw refused(`rules that are no list of at most ${MOST_RULES} plain texts of 1 to ${LONGEST} characters`);
  return given.length === 0 ? [`opa/${rule}`] : given.map((name) => `opa/${name}`);
}

const isName = (value: unknown): value is string =>
  typeof value === "string" && value !== "" && value.length <= LONGEST && isPlain(value);

function requirementOf(name: unknown, { require }: Known): Requirement {
  const requirement = typeof name === "string" ? require.get(name) : undefined;
  if (requirement) return requirement;
  throw refused("an ask that names none of the judge's requirements");
}

const refused = (what: string): Error => new Error(`OPA's decision has ${what}`);
