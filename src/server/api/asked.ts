import type * as z from "zod/mini";
import type { Issue } from "../../errors.js";
import { jsonIn } from "../../json.js";
import { problem } from "../../wire/problem.js";
import { isOfCursor } from "../cursor.js";
import type { Operation } from "./operation.js";
import { bodies, queries } from "./schemas.js";

/** The query of a request, by its schemas; a problem otherwise. What is not named is refused: it would do nothing. */
export function queryOf({ query = [] }: Operation, given: URLSearchParams): Record<string, string | number> | Response {
  const found: Record<string, string | number> = {};
  for (const [name, text] of given) {
    const schema = query.find((one) => one === name);
    const checked = schema && queries[schema].safeParse(text);
    if (!checked?.success)
      return invalid("query", [{ path: name, message: checked ? "is not valid" : "is not known here" }]);
    found[name] = checked.data;
  }
  return found;
}

/** A page of a list; a problem where its cursor is none. */
export async function listed(list: () => Promise<unknown>): Promise<Response> {
  try {
    return Response.json(await list());
  } catch (error) {
    if (!isOfCursor(error)) throw error;
    return invalid("query", [{ path: "cursor", message: "is not one that a page gave: start again without it" }]);
  }
}

/** The JSON body of a request, by its schema; a problem otherwise. `text` as it came. */
export function checkedBody({ body }: Operation, type: string | null, text: string): { body: unknown } | Response {
  if (!body) return { body: undefined };
  if (type?.split(";")[0]?.trim().toLowerCase() !== "application/json")
    return problem({ status: 415, code: "unsupported", detail: "Send application/json. Nothing was recorded." });
  const value = jsonIn(text);
  if (value === undefined)
    return problem({
      status: 400,
      code: "malformed",
      detail: "The body cannot be read as JSON in which no object has a name twice. Nothing was recorded.",
    });
  const checked = bodies[body].safeParse(value);
  return checked.success ? { body: checked.data } : invalid("body", issuesOf(checked.error));
}

const issuesOf = ({ issues }: z.core.$ZodError): Issue[] =>
  issues.slice(0, 20).map(({ path, code }) => ({ path: path.join("."), message: WRONG[code] ?? "is not valid" }));

/** Without what was sent: an error never repeats an argument. */
const WRONG: Readonly<Record<string, string>> = {
  invalid_type: "is missing or of another type",
  unrecognized_keys: "has members that are not known here",
  invalid_union: "is none of what is possible here",
  too_big: "is too long or too large",
  too_small: "is too short or too small",
};

const invalid = (where: string, issues: readonly Issue[]): Response =>
  problem({
    status: 422,
    code: "invalid",
    detail: `The ${where} is not what this operation takes. Nothing was recorded.`,
    issues,
  });
