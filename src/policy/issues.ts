import * as z from "zod/mini";
import type { Issue } from "../errors.js";
import { NOT_YET, PARSING, RESERVED } from "./schema-parts.js";

/** Everything that is wrong with the form of some data. */
export function issuesIn(schema: z.core.$ZodType, data: unknown): readonly Issue[] {
  const { error } = z.safeParse(schema, data, PARSING);
  return (error?.issues ?? []).flatMap(issuesOf);
}

function issuesOf(issue: z.core.$ZodIssue): readonly Issue[] {
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) => ({
      path: written([...issue.path, key]),
      message: RESERVED.has(key) ? NOT_YET : issue.message,
    }));
  const [inner] = issue.code === "invalid_key" ? issue.issues : [];
  return [{ path: written(issue.path), message: inner?.message ?? issue.message }];
}

const KEY = /^[A-Za-z_]\w*$/;

/** `rules[2].when[0].op` */
function written(path: readonly PropertyKey[]): string {
  const parts = path.map((key) =>
    typeof key === "number" ? `[${key}]` : KEY.test(String(key)) ? `.${String(key)}` : `[${JSON.stringify(key)}]`,
  );
  return parts.join("").replace(/^\./, "");
}
