import * as z from "zod/mini";
import { EFFECTS } from "../action/action.js";
import type { Issue } from "../errors.js";
import { conditions } from "./condition-schema.js";
import { issuesIn } from "./issues.js";
import { remember } from "./remember-schema.js";
import { requirement } from "./requirement-schema.js";
import { guardrail, masks } from "./result-schema.js";
import { choose, id, isObject, listOr, name, strict } from "./schema-parts.js";

const ACTION_NAME = /^(?:\*|[A-Za-z0-9][\w.:/-]{0,127}(?:\.\*)?)$/;

const actionName = z
  .string()
  .check(z.regex(ACTION_NAME, 'is no name of an action; a pattern is "*" or ends in ".*", as "crm.*"'));
const on = strict({
  action: z.optional(listOr(actionName)),
  effect: z.optional(listOr(z.enum(EFFECTS))),
  dataset: z.optional(name),
}).check(z.refine((value) => Object.keys(value).length === 1, "name one of action, effect, dataset"));

const every = {
  id,
  on,
  when: z.optional(conditions),
  unless: z.optional(conditions),
  shadow: z.optional(z.literal(true)),
};

const verdictRule = strict({
  ...every,
  verdict: z.enum(["allow", "deny", "ask"]),
  require: z.optional(requirement),
  remember: z.optional(remember),
}).check(({ value, issues }) => {
  if (value.remember !== undefined && value.verdict !== "ask")
    issues.push({ code: "custom", path: ["remember"], message: "belongs to an ask rule only", input: value });
  if ((value.verdict === "ask") === (value.require !== undefined)) return;
  const message = value.verdict === "ask" ? "is missing: say who must agree" : "belongs to an ask rule only";
  issues.push({ code: "custom", path: ["require"], message, input: value });
});
const maskRule = strict({ ...every, mask: masks });
const guardrailRule = strict({ ...every, guardrail });

/** By the key that says what a rule is. */
const rule = choose((value) => {
  if (isObject(value) && "mask" in value) return maskRule;
  return isObject(value) && "guardrail" in value ? guardrailRule : verdictRule;
});

const rules = z.array(rule).check(z.minLength(1, "a policy needs at least one rule: without one it denies everything"));

const policySchema = strict({
  id,
  version: z.optional(name),
  hash: z.optional(z.string()),
  mode: z.optional(z.enum(["enforce", "shadow"])),
  predicates: z.optional(z.record(name, name)),
  rules: rules.check(({ value, issues }) => {
    const ids = value.map(idOf);
    ids.forEach((one, index) => {
      const first = ids.indexOf(one);
      if (first === index || one === undefined) return;
      issues.push({ code: "custom", path: [index, "id"], message: `rules[${first}] has this id too`, input: one });
    });
  }),
});

const idOf = (rule: unknown): unknown => (isObject(rule) ? (rule as { id?: unknown }).id : undefined);

/** Everything that is wrong with the form of a policy's data. */
export const policyIssues = (data: unknown): readonly Issue[] => issuesIn(policySchema, data);
