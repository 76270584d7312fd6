import * as z from "zod/mini";
import { isPlain } from "./plain.js";

/** Keys and words that a later version gives a meaning. */
export const RESERVED: ReadonlySet<unknown> = new Set(["layer", "layers"]);
export const NOT_YET = "reserved: not available in this version";

export const isObject = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** An object with these keys and no other. */
export function strict<const Shape extends z.core.$ZodShape>(
  shape: Shape,
  hint = `use ${Object.keys(shape).join(", ")}`,
) {
  const error = ({ code }: { code?: string }) => (code === "unrecognized_keys" ? `is no key here: ${hint}` : undefined);
  return z.strictObject(shape, { error });
}

/** One schema or another by the look of the value, so that the issues are those of the one that was meant. */
export function choose(pick: (value: unknown) => z.core.$ZodType): z.ZodMiniType<unknown> {
  return z.unknown().check((payload) => {
    const { error } = z.safeParse(pick(payload.value), payload.value, PARSING);
    for (const issue of error?.issues ?? [])
      payload.issues.push({ ...issue, input: payload.value } as z.core.$ZodRawIssue);
  });
}

/** One, or a list of them that is not empty. */
export function listOr(one: z.core.$ZodType, empty = "an empty list names nothing"): z.ZodMiniType<unknown> {
  const list = z.array(one).check(z.minLength(1, empty));
  return choose((value) => (Array.isArray(value) ? list : one));
}

/** A text that names something outside: a group, a dataset, a version. */
export const name = z.string().check(
  z.refine((text) => text !== "" && text.length <= 256, "must be a text of 1 to 256 characters"),
  z.refine(isPlain, "holds hidden characters or is not in normal form (NFKC): type it again"),
);

/** An id that people see: in lists, on cards, in the log. */
export const id = z
  .string()
  .check(z.regex(/^[A-Za-z0-9][\w.:-]{0,127}$/, "must be letters, digits and . : _ -, at most 128"));

/** No generated code: a strict content security policy forbids it. */
export const PARSING: z.core.ParseContext<z.core.$ZodIssue> = { jitless: true, error: say };

function say(issue: z.core.$ZodRawIssue): string {
  if (RESERVED.has(issue.input)) return NOT_YET;
  const given = issue.input === undefined ? "is missing" : `is ${described(issue.input)}`;
  if (issue.code === "invalid_type") return `${given}: give ${NOUNS[String(issue.expected)] ?? issue.expected}`;
  if (issue.code === "invalid_value") return `${given}: use ${(issue.values as readonly unknown[]).join(", ")}`;
  return "is not valid";
}

const NOUNS: Record<string, string> = { string: "a text", array: "a list", object: "an object" };

/** How a value is called where it is refused. */
export function described(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  return isObject(value) ? "an object" : JSON.stringify(value);
}
