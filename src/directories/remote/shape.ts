type Fields = Readonly<Record<string, unknown>>;

/** The fields of a JSON object. @throws Error where it is none: an answer of another shape says nothing. */
export function fieldsOf(value: unknown): Fields {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Fields;
  throw new Error("an answer has not the shape of its documentation");
}

/** A text that is not empty. @throws Error where it is none. */
export function textOf(value: unknown): string {
  if (typeof value === "string" && value !== "") return value;
  throw new Error("an answer has not the shape of its documentation");
}

/** A list. @throws Error where it is none. */
export function listOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new Error("an answer has not the shape of its documentation");
}

/** A text that is not empty, if there is one. */
export const nameOf = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined;
