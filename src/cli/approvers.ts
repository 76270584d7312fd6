import type { Call } from "../action/capture.js";
import { chain } from "../action/gather.js";
import { peopleOf } from "../approval/actors.js";
import { everybody } from "../approval/eligible.js";
import { requirementOf } from "../approval/lifecycle.js";
import { poolsOf, satisfiable } from "../approval/satisfiable.js";
import { staticDirectory } from "../directories/static.js";
import { isCountersignError } from "../errors.js";
import { type Directory, resolve } from "../people/directory.js";
import type { Person } from "../people/person.js";
import type { Requirement } from "../policy/requirement.js";
import { exists, mustBeFile } from "./files.js";
import { Unusable } from "./unusable.js";

/** Who may decide on a call, who of those whom the rules name may not, and whether it can be asked at all. */
export interface Approvers {
  readonly needed: number;
  readonly eligible: readonly string[];
  readonly excluded: readonly { readonly id: string; readonly why: string }[];
  readonly missing: readonly string[];
  /** Why the call would be denied before anybody is asked. */
  readonly problem?: string;
}

/** @throws Unusable for a file that is no list of people */
export async function directoryIn(file: string): Promise<Directory> {
  if (exists(file)) mustBeFile(file, "the people");
  try {
    const directory = staticDirectory({ file });
    await directory.reload();
    return directory;
  } catch (error) {
    if (isCountersignError(error, "input")) throw new Unusable(error.reason);
    throw error;
  }
}

/** As asking does it: everybody in the call's chain is excluded, and the requirement must be one that others can meet. */
export async function approversOf(
  call: Call,
  requirements: readonly Requirement[],
  directory: Directory,
): Promise<Approvers> {
  const requirement = requirementOf({ requirements });
  const pools = await poolsOf(requirement, directory);
  if (pools === "unknown") return { ...NOBODY, problem: "the directory cannot say who may decide" };
  const own = await excludedBy(call, directory);
  const people = new Map(everybody(requirement).flatMap((selector) => [...pools(selector)]));
  const roles = await rolesIn(call, directory);
  const excluded = [...people.values()].flatMap((person) => {
    const why = roles.get(person.id) ?? unable(person);
    return why === undefined ? [] : [{ id: person.id, why }];
  });
  const { needed, missing } = satisfiable(requirement, pools, typeof own === "string" ? new Set(roles.keys()) : own);
  const others = new Set(excluded.map(({ id }) => id));
  const eligible = [...people.keys()].filter((id) => !others.has(id));
  return { needed, eligible, excluded, missing, ...(typeof own === "string" && { problem: own }) };
}

const NOBODY: Approvers = { needed: 0, eligible: [], excluded: [], missing: [] };

async function excludedBy(call: Call, directory: Directory): Promise<ReadonlySet<string> | string> {
  try {
    return await peopleOf(call, directory, { action: call.definition.name, callId: call.id }, []);
  } catch (error) {
    if (isCountersignError(error)) return error.reason;
    throw error;
  }
}

/** By person: what they are to the call. */
async function rolesIn({ context }: Call, directory: Directory): Promise<ReadonlyMap<string, string>> {
  const roles = new Map<string, string>();
  for (const { role, who } of chain(context)) {
    const person = await resolve(directory, who);
    if (typeof person === "string") continue;
    const known = roles.get(person.id);
    roles.set(person.id, known === undefined ? `${role} of the call` : `${role}, ${known}`);
  }
  return roles;
}

function unable({ active, kind }: Person): string | undefined {
  if (kind !== "human") return "no human";
  return active ? undefined : "not active";
}
