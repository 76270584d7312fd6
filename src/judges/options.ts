import { misuse } from "../errors.js";
import type { Requirement } from "../policy/requirement.js";
import { requirementIssues } from "../policy/requirement-schema.js";
import { snapshot } from "../policy/snapshot.js";

/** Ids and names that people see: in lists, on cards, in the log. */
export const isId = (text: unknown): text is string =>
  typeof text === "string" && /^[A-Za-z0-9][\w.:-]{0,127}$/.test(text);

/** @throws code `input` for an option that is not among these */
export function checkNames(where: string, options: object, names: readonly string[]): void {
  if (typeof options !== "object" || options === null) throw misuse(where, `give an object: use ${names.join(", ")}`);
  for (const name of Object.keys(options))
    if (!names.includes(name)) throw misuse(`${where}.${name}`, `unknown option: use ${names.join(", ")}`);
}

/** Our own frozen copies of requirements, by name. @throws code `input` for one that an ask rule could not have */
export function requirementsOf(where: string, given: unknown): ReadonlyMap<string, Requirement> {
  const data = snapshot(given);
  if (typeof data !== "object" || data === null || Array.isArray(data))
    throw misuse(where, "give requirements by name: { finance: { approvers, within } }");
  return new Map(
    Object.entries(data).map(([name, requirement]) => {
      if (!isId(name)) throw misuse(where, "a name must be letters, digits and . : _ -, at most 128");
      const [issue] = requirementIssues(requirement);
      if (issue) throw misuse([where, name, issue.path].filter(Boolean).join("."), issue.message);
      return [name, requirement as unknown as Requirement];
    }),
  );
}
