import { setFlagsFromString } from "node:v8";
import { createMongoAbility, type MongoAbility, type RawRuleOf } from "@casl/ability";
import { type Context, preparsePolicySet, statefulIsAuthorized } from "@cedar-policy/cedar-wasm/nodejs";
import { newEnforcer, newModelFromString } from "casbin";
import { Engine } from "json-rules-engine";
import type { Subject } from "../src/policy/judge.js";
import type { Answer } from "./decisions-limit.js";
import type { Case, Given } from "./decisions-world.js";
import { CASBIN_MODEL } from "./unknown-rules.js";

// Node 20 can crash in its deoptimizer ("unreachable code") where optimized code has a call of WebAssembly, as of Cedar, inlined.
setFlagsFromString("--no-turbo-inline-js-wasm-calls");

type Verdict = Given["verdict"];

/** Decides with the rules of the comparison, written as the engine's documentation writes them. */
export type Contender = {
  readonly name: string;
  /** `permission`: it has no third verdict, so a rule that asks is one that permits. */
  readonly says: "verdict" | "permission";
  /** On how many calls its decisions are compared before it is timed. */
  readonly compared: number;
} & (
  | { readonly answers: "at once"; decide(call: Subject): Answer }
  | { readonly answers: "later"; decide(call: Subject): Promise<Answer> }
);

/** One pre-parsed set for each action. */
export function cedarOf(rules: readonly Given[]): Contender {
  const entity = (type: string, id: string) => ({ type, id });
  for (const action of new Set(rules.map((rule) => rule.action))) {
    const own = rules.filter((rule) => rule.action === action);
    const staticPolicies = Object.fromEntries(own.map((rule) => [rule.id, cedarPolicy(rule)]));
    const { type } = preparsePolicySet(setOf(rules, action), { staticPolicies });
    if (type === "failure") throw new Error(`Cedar does not take the rules of ${action}`);
  }
  return {
    name: "Cedar, stateful, a pre-parsed set for each action",
    says: "permission",
    compared: 500,
    answers: "at once",
    decide({ action, args, context }) {
      const answer = statefulIsAuthorized({
        principal: entity("Agent", "a"),
        action: entity("Action", action),
        resource: entity("Call", "c"),
        context: { args, context } as object as Context,
        entities: [],
        preparsedPolicySetId: setOf(rules, action),
      });
      if (answer.type === "failure") throw new Error(answer.errors[0]?.message);
      return { verdict: answer.response.decision };
    },
  };
}

const setOf = (rules: readonly Given[], action: string): string => `${rules.length} ${action}`;

function cedarPolicy({ verdict, action, when }: Given): string {
  const effect = verdict === "deny" ? "forbid" : "permit";
  const conditions = when.map(cedarCondition).join(" && ");
  return `${effect} (principal, action == Action::"${action}", resource) when { ${conditions} };`;
}

function cedarCondition(given: Case): string {
  const path = `context.${given.path}`;
  const [parent, key] = [path.slice(0, path.lastIndexOf(".")), path.slice(path.lastIndexOf(".") + 1)];
  switch (given.op) {
    case "gt":
      return `${path} > ${given.value}`;
    case "gte":
      return `${path} >= ${given.value}`;
    case "eq":
      return `${path} == ${JSON.stringify(given.value)}`;
    case "in":
      return `${JSON.stringify(given.value)}.contains(${path})`;
    case "endsWith":
      return `${path} like "*${given.value}"`;
    case "absent":
      return `!(${parent} has ${key})`;
  }
}

export async function casbinOf(rules: readonly Given[]): Promise<Contender> {
  const enforcer = await newEnforcer(newModelFromString(CASBIN_MODEL.text.replace("act, args", "act, call")));
  await enforcer.addFunction("endsWith", (text: string, end: string) => text.endsWith(end));
  const eft = (verdict: Verdict) => (verdict === "deny" ? "deny" : "allow");
  await enforcer.addPolicies(
    rules.map(({ action, when, verdict }) => [action, when.map(casbinCondition).join(" && "), eft(verdict)]),
  );
  return {
    name: "casbin, enforceSync",
    says: "permission",
    compared: Math.min(500, 200_000 / rules.length),
    answers: "at once",
    decide: (call) => ({ verdict: enforcer.enforceSync(call.action, call) ? "allow" : "deny" }),
  };
}

function casbinCondition(given: Case): string {
  const path = `r.call.${given.path}`;
  switch (given.op) {
    case "gt":
      return `${path} > ${given.value}`;
    case "gte":
      return `${path} >= ${given.value}`;
    case "eq":
      return `${path} == '${given.value}'`;
    case "in":
      return `(${given.value.map((one) => `${path} == '${one}'`).join(" || ")})`;
    case "endsWith":
      return `endsWith(${path}, '${given.value}')`;
    case "absent":
      return `${path} == null`;
  }
}

/** The last rule that holds wins: those that allow, then those that ask, then those that deny. */
export function caslOf(rules: readonly Given[]): Contender {
  const list = (["allow", "ask", "deny"] as const).flatMap((verdict) =>
    rules.filter((rule) => rule.verdict === verdict),
  );
  const raw: RawRuleOf<MongoAbility>[] = list.map(({ action, verdict, when }) => ({
    action,
    subject: "Call",
    inverted: verdict === "deny",
    reason: verdict,
    conditions: Object.fromEntries(when.map((one) => [one.path, caslCondition(one)])),
  }));
  const ability = createMongoAbility(raw, { detectSubjectType: () => "Call" });
  return {
    name: "CASL, relevantRuleFor",
    says: "verdict",
    compared: 500,
    answers: "at once",
    decide: (call) => ({ verdict: (ability.relevantRuleFor(call.action, call)?.reason ?? "deny") as Verdict }),
  };
}

function caslCondition(given: Case): Readonly<Record<string, unknown>> {
  if (given.op === "absent") return { $exists: false };
  if (given.op === "endsWith") return { $regex: `${given.value.replaceAll(".", "\\.")}$` };
  return { [`$${given.op}`]: given.value };
}

const OPERATORS = { gt: "greaterThan", gte: "greaterThanInclusive", eq: "equal", in: "in" } as const;

export function rulesEngineOf(rules: readonly Given[]): Contender {
  const engine = new Engine();
  engine.addOperator("endsWith", (text: string, end: string) => text.endsWith(end));
  engine.addOperator("absent", (value: unknown) => value === undefined);
  for (const { action, verdict, when } of rules) {
    // First, so that nothing else is looked at for another action.
    const own = { fact: "action", operator: "equal", value: action, priority: 10 };
    engine.addRule({ conditions: { all: [own, ...when.map(factCondition)] }, event: { type: verdict } });
  }
  return {
    name: "json-rules-engine",
    says: "verdict",
    compared: Math.min(500, 20_000 / rules.length),
    answers: "later",
    async decide({ action, args, context }) {
      const { events } = await engine.run({ action, args, context });
      const types = events.map(({ type }) => type);
      return { verdict: (["deny", "ask", "allow"] as const).find((verdict) => types.includes(verdict)) ?? "deny" };
    },
  };
}

function factCondition(given: Case) {
  const [fact = "", ...path] = given.path.split(".");
  const operator = given.op in OPERATORS ? OPERATORS[given.op as keyof typeof OPERATORS] : given.op;
  return { fact, path: `$.${path.join(".")}`, operator, value: given.op === "absent" ? true : given.value };
}
