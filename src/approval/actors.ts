import type { Call } from "../action/capture.js";
import { chain } from "../action/gather.js";
import { type About, failure } from "../errors.js";
import { type Directory, resolve } from "../people/directory.js";

/** Everybody in the chain as canonical people. Each must be exactly one; only an agent may be no person at all. */
export async function peopleOf(
  call: Call,
  directory: Directory,
  about: About,
  rules: readonly string[],
): Promise<ReadonlySet<string>> {
  const people = new Set<string>();
  let human = false;
  for (const { role, who } of chain(call.context)) {
    const person = await resolve(directory, who);
    if (person === "unknown") throw cannotSay(about);
    if (person === "none" && role === "agent") continue;
    if (typeof person === "string")
      throw unresolved(
        about,
        rules,
        `the ${role} of this call is ${person === "none" ? "nobody" : "more than one person"} in the directory`,
      );
    people.add(person.id);
    human ||= person.kind === "human" && role !== "agent";
  }
  if (!human)
    throw unresolved(about, rules, "no person stands behind this call: give `user` or `owner` in the context");
  return people;
}

const unresolved = (about: About, rules: readonly string[], reason: string) =>
  failure("denied", about, reason, { by: "actor", rules });
export const cannotSay = (about: About) =>
  failure("unavailable", about, "the directory cannot say who may decide", { part: "directory", cause: undefined });
