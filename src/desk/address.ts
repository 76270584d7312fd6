import { excludedNow } from "../approval/lifecycle.js";
import type { Request } from "../approval/request.js";
import { membersOf } from "../people/directory.js";
import type { Selector } from "../people/person.js";
import { delegateOf } from "../people/right.js";
import type { DeskParts } from "./parts.js";

/** These people, and those who stand in for any of them at the moment. A message to nobody's delegate changes no right. */
export async function withDelegates(
  { directory, records }: Pick<DeskParts, "directory" | "records">,
  request: Request,
  to: readonly Selector[],
): Promise<readonly Selector[]> {
  const members = await membersOf(directory, to);
  if (members === "unknown" || !members.some(({ away }) => away)) return to;
  const loaded = await records.load(request.id);
  if (!loaded) return to;
  const excluded = excludedNow(loaded.request);
  const delegates = members.map((member) => delegateOf(member, { now: loaded.now, excluded }));
  const named = new Set(delegates.filter((id) => id !== undefined && !excluded.has(id)));
  return [...to, ...[...named].map((person) => ({ person }) as Selector)];
}
