import { createMongoAbility, type MongoAbility, type RawRuleOf } from "@casl/ability";
import { isAuthorized } from "@cedar-policy/cedar-wasm/nodejs";
import { newEnforcer, newModelFromString, StringAdapter } from "casbin";
import { Engine, type RuleProperties } from "json-rules-engine";
import { parse } from "yaml";
import manifest from "../package.json" with { type: "json" };
import { loadPolicy } from "../src/policy/load.js";
import { judgeOf } from "./subject.js";
import * as rules from "./unknown-rules.js";

export type Args = Readonly<Record<string, string | number | null>>;
/** Throws where the engine gives no verdict. */
type Decide = (args: Args) => Promise<"allow" | "deny">;

/** The two rules as one engine takes them. */
export interface Engined {
  readonly engine: string;
  /** How they are written, where an engine has several rows. */
  readonly how?: string;
  /** What runs, to the letter. */
  readonly rule: readonly rules.Text[];
  readonly decide: Decide;
}

const versions = manifest.devDependencies;
const casl = `CASL ${versions["@casl/ability"]}`;
const cedar = `Cedar ${versions["@cedar-policy/cedar-wasm"]}`;
const casbin = `casbin ${versions.casbin}`;
const rulesEngine = `json-rules-engine ${versions["json-rules-engine"]}`;
const carefully = "written carefully";

export const ENGINES: readonly Engined[] = [
  engined({ engine: "countersign", rule: [rules.OURS], by: ours }),
  engined({ engine: casbin, rule: [rules.CASBIN_MODEL, rules.CASBIN], by: byCasbin }),
  engined({ engine: casbin, how: carefully, rule: [rules.CASBIN_MODEL, rules.CASBIN_CAREFUL], by: byCasbin }),
  engined({ engine: casl, rule: [rules.CASL], by: byCasl }),
  engined({ engine: casl, how: carefully, rule: [rules.CASL_CAREFUL], by: byCasl }),
  engined({ engine: rulesEngine, how: "all arguments as one fact", rule: [rules.ONE_FACT], by: withOneFact }),
  engined({ engine: rulesEngine, how: "a fact for each argument", rule: [rules.FACT_EACH], by: withFactEach }),
  engined({ engine: rulesEngine, how: carefully, rule: [rules.FACT_CAREFUL], by: withOneFact }),
  engined({ engine: cedar, rule: [rules.CEDAR], by: byCedar }),
  engined({ engine: cedar, how: carefully, rule: [rules.CEDAR_CAREFUL], by: byCedar }),
  engined({ engine: cedar, how: "the limit in what permits", rule: [rules.CEDAR_PERMIT], by: byCedar }),
  engined({
    engine: cedar,
    how: "with a schema, each request checked against it",
    rule: [rules.CEDAR, rules.CEDAR_SCHEMA],
    by: byCedar,
  }),
];

/** What is printed is what `by` was given. */
function engined<const Rule extends readonly rules.Text[]>({
  by,
  ...row
}: Omit<Engined, "decide" | "rule"> & { rule: Rule; by: (...rule: Rule) => Decide }): Engined {
  return { ...row, decide: by(...row.rule) };
}

function ours({ text }: rules.Text): Decide {
  const judge = judgeOf(loadPolicy(parse(text), []));
  return async (args) => {
    const { verdict } = judge({ action: "pay", args });
    if (verdict === "ask") throw new Error("nobody is asked by these rules");
    return verdict;
  };
}

function byCasbin(model: rules.Text, policy: rules.Text): Decide {
  return async (args) => {
    const enforcer = await newEnforcer(newModelFromString(model.text), new StringAdapter(policy.text));
    return (await enforcer.enforce("pay", args)) ? "allow" : "deny";
  };
}

function byCasl({ text }: rules.Text): Decide {
  const list: RawRuleOf<MongoAbility>[] = JSON.parse(text);
  const ability = createMongoAbility(list, { detectSubjectType: () => "Call" });
  return async (args) => (ability.can("pay", { ...args }) ? "allow" : "deny");
}

function withOneFact({ text }: rules.Text): Decide {
  return (args) => byRulesEngine(text, { args });
}

function withFactEach({ text }: rules.Text): Decide {
  return (args) => byRulesEngine(text, { ...args });
}

/** Each rule that holds is an event; which of them wins is for the caller to say. */
async function byRulesEngine(text: string, facts: Record<string, unknown>): Promise<"allow" | "deny"> {
  const list: RuleProperties[] = JSON.parse(text);
  const { events } = await new Engine(list).run(facts);
  const types = events.map(({ type }) => type);
  return types.includes("allow") && !types.includes("deny") ? "allow" : "deny";
}

function byCedar({ text }: rules.Text, schema?: rules.Text): Decide {
  return async (args) => {
    const answer = isAuthorized({
      principal: { type: "Agent", id: "a" },
      action: { type: "Action", id: "pay" },
      resource: { type: "Call", id: "c" },
      context: args,
      entities: [],
      policies: { staticPolicies: text },
      ...(schema && { schema: schema.text, validateRequest: true }),
    });
    if (answer.type === "failure") throw new Error(answer.errors[0]?.message);
    return answer.response.decision;
  };
}
