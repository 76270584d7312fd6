import type { PolicyJson } from "@cedar-policy/cedar-wasm";
import { misuse } from "../../errors.js";
import type { Requirement } from "../../policy/requirement.js";
import { isId } from "../options.js";
import { type Cedar, wrongWith } from "./engine.js";
import { foreignIn } from "./foreign.js";

export interface Sources {
  readonly policies: string;
  readonly schema: string | undefined;
  readonly ask: ReadonlyMap<string, Requirement>;
}

/** One policy, by the id that people see. `ask`: the requirement that its permission is under. */
export interface Parsed {
  readonly id: string;
  readonly text: string;
  readonly json: PolicyJson;
  readonly ask?: string;
}

/** Policies that hold, in the order of the text. */
export interface Policies {
  readonly list: readonly Parsed[];
  readonly schema?: Schema;
}
export type Schema = Parameters<Cedar["preparseSchema"]>[1];

const WHERE = "cedarJudge.policies";
/** Of calls that no permit holds for. */
export const BY_DEFAULT = "default-deny";

/** @throws code `input` saying what does not hold, in Cedar's own words where they are Cedar's rules */
export function policiesOf(cedar: Cedar, { policies, schema: text, ask }: Sources): Policies {
  const list = textsOf(cedar, policies).map((text, i) => parsed(cedar, text, `policy${i}`));
  const ids = new Set([BY_DEFAULT]);
  for (const policy of list) {
    checkAsk(policy, ask);
    checkForeign(policy, text);
    if (ids.has(policy.id)) throw misuse(WHERE, `the id ${JSON.stringify(policy.id)} is taken: give it another @id`);
    ids.add(policy.id);
  }
  if (text === undefined) return { list };
  const schema = schemaOf(cedar, text);
  checkValid(cedar, list, schema, policies);
  return { list, schema };
}

/** Each policy's text. Cedar names them `policy0`, `policy1`, … and hands them out sorted by that name. */
function textsOf(cedar: Cedar, text: string): readonly string[] {
  const parts = cedar.policySetTextToParts(text);
  if (parts.type === "failure") throw wrongWith(WHERE, text, parts.errors);
  if (parts.policy_templates.length > 0)
    throw misuse(WHERE, "a template (?principal, ?resource) is never applied here");
  if (parts.policies.length === 0) throw misuse(WHERE, "there is no policy: without one nothing is permitted");
  const names = parts.policies.map((_, i) => `policy${i}`);
  const sorted = names.toSorted();
  return names.map((name) => parts.policies[sorted.indexOf(name)] as string);
}

function parsed(cedar: Cedar, text: string, name: string): Parsed {
  const answer = cedar.policyToJson(text);
  if (answer.type === "failure") throw wrongWith(WHERE, text, answer.errors);
  // An annotation without a value is null there.
  const { id = name, ask } = (answer.json.annotations ?? {}) as { id?: string | null; ask?: string | null };
  if (!isId(id)) throw misuse(WHERE, `@id(${JSON.stringify(id)}): use letters, digits and . : _ -, at most 128`);
  return { id, text, json: answer.json, ...(ask !== undefined && { ask: ask ?? "" }) };
}

function checkAsk({ id, json, ask }: Parsed, known: ReadonlyMap<string, Requirement>): void {
  if (ask === undefined) return;
  if (json.effect === "forbid") throw misuse(WHERE, `${id} is a forbid, which denies: @ask belongs to a permit`);
  if (known.has(ask)) return;
  throw misuse(WHERE, `${id} has @ask(${JSON.stringify(ask)}): name one of cedarJudge.ask (${[...known.keys()]})`);
}

/** A forbid on what no call has would never hold, and nobody would notice. */
function checkForeign({ id, json }: Parsed, schema: string | undefined): void {
  const foreign = foreignIn(json, schema === undefined ? "no groups" : "groups of actions");
  if (foreign) throw misuse(WHERE, `${id} names ${foreign}`);
}

function schemaOf(cedar: Cedar, text: string): Schema {
  const where = "cedarJudge.schema";
  let schema: Schema = text;
  try {
    if (text.trimStart().startsWith("{")) schema = JSON.parse(text) as Schema;
  } catch {
    throw misuse(where, "is not JSON, nor a schema in Cedar's syntax");
  }
  const answer = cedar.checkParseSchema(schema);
  if (answer.type === "failure") throw wrongWith(where, text, answer.errors);
  return schema;
}

/** What Cedar only warns of counts too: a policy that can never hold is as good as none. */
function checkValid(cedar: Cedar, list: readonly Parsed[], schema: Schema, text: string): void {
  const staticPolicies = Object.fromEntries(list.map((policy) => [policy.id, policy.text]));
  const answer = cedar.validate({ schema, policies: { staticPolicies } });
  if (answer.type === "failure") throw wrongWith(WHERE, text, answer.errors);
  const [wrong] = [...answer.validationErrors, ...answer.validationWarnings];
  if (wrong) throw wrongWith(WHERE, text, [{ ...wrong.error, sourceLocations: [] }]);
}
