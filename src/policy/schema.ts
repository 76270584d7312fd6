import * as z from "zod/mini";
import { EFFECTS } from "../action/action.js";
import type { Issue } from "../errors.js";
import { conditions } from "./condition-schema.js";
import { remember } from "./remember-schema.js";
import { requirement } from "./requirement-schema.js";
import { id, listOr, NOT_YET, name, PARSING, RESERVED, strict } from "./schema-parts.js";

const ACTION_NAME = /^(?:\*|[A-Za-z0-9][\w.:/-]{0,127}(?:\.\*)?)$/;

const actionName = z
  .string()
  .check(z.regex(ACTION_NAME, 'is no name of an action; a pattern is "*" or ends in ".*", as "crm.*"'));
const on = strict({
  action: z.optional(listOr(actionName)),
  effect: z.optional(listOr(z.enum(EFFECTS))),
  dataset: z.optional(name),
}).check(z.refine((value) => Object.keys(value).length === 1, "name one of action, effect, dataset"));

const rule = strict({
  id,
  verdict: z.enum(["allow", "deny", "ask"]),
  on,
  when: z.optional(conditions),
  unless: z.optional(conditions),
  require: z.optional(requirement),
  remember: z.optional(remember),
}).check(({ value, issues }) => {
  if (value.remember !== undefined && value.verdict !== "ask")
    issues.push({ code: "custom", path: ["remember"], message: "belongs to an ask rule only", input: value });
  if ((value.verdict === "ask") === (value.require !== undefined)) return;
  const message = value.verdict === "ask" ? "is missing: say who must agree" : "belongs to an ask rule only";
  issues.push({ code: "custom", path: ["require"], message, input: value });
});

const rules = z.array(rule).check(z.minLength(1, "a policy needs at least one rule: without one it denies everything"));

const policySchema = strict({
  id,
  version: z.optional(name),
  hash: z.optional(z.string()),
  mode: z.optional(z.literal("enforce")),
  rules: rules.check(({ value, issues }) => {
    value.forEach((one, index) => {
      const first = value.findIndex((other) => other.id === one.id);
      if (first === index) return;
      issues.push({ code: "custom", path: [index, "id"], message: `rules[${first}] has this id too`, input: one });
    });
  }),
});

/** Everything that is wrong with the form of a policy's data. */
export function policyIssues(data: unknown): readonly Issue[] {
  const { error } = z.safeParse(policySchema, data, PARSING);
  return (error?.issues ?? []).flatMap(issuesOf);
}

function issuesOf(issue: z.core.$ZodIssue): readonly Issue[] {
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) => ({
      path: written([...issue.path, key]),
      message: RESERVED.has(key) ? NOT_YET : issue.message,
    }));
  return [{ path: written(issue.path), message: issue.message }];
}

const KEY = /^[A-Za-z_]\w*$/;

/** `rules[2].when[0].op` */
function written(path: readonly PropertyKey[]): string {
  const parts = path.map((key) =>
    typeof key === "number" ? `[${key}]` : KEY.test(String(key)) ? `.${String(key)}` : `[${JSON.stringify(key)}]`,
  );
  return parts.join("").replace(/^\./, "");
}
