import * as z from "zod/mini";
import { checkIssue } from "./guardrail/check.js";
import { MASKS } from "./mask.js";
import { isPlain } from "./plain.js";
import { requirement } from "./requirement-schema.js";
import { choose, isObject, strict } from "./schema-parts.js";

const path = z.string().check(
  z.refine((text) => text !== "" && !text.split(".").includes(""), 'must be a path into the result, as "card.number"'),
  z.refine(isPlain, "a path has no hidden characters: type it again"),
);

/** Members of a result and what becomes of them, as data. */
export const masks = z
  .record(path, z.enum(MASKS))
  .check(z.refine((value) => Object.keys(value).length > 0, "masks nothing: name a member of the result"));

const check = z.unknown().check(({ value, issues }) => {
  const issue = checkIssue(value);
  if (issue) issues.push({ code: "custom", path: [...issue.at], message: issue.message, input: value });
});
const checks = z.array(check).check(z.minLength(1, "checks nothing: name a check"));

const word = z.literal("deny");
const otherwise = choose((value) => (isObject(value) ? strict({ ask: requirement }) : word));
const input = strict(
  { input: checks, otherwise: z.optional(otherwise) },
  "a guardrail has input and otherwise, or output",
);
const output = strict({ output: checks }, "a guardrail has input and otherwise, or output");

/** Checks on the way in or on the way out, as data. */
export const guardrail = choose((value) => (isObject(value) && "output" in value ? output : input));
