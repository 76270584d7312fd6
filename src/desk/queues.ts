import { approverTag, ownTag } from "../approval/tags.js";
import type { Directory } from "../people/directory.js";
import type { Person, Selector } from "../people/person.js";
import { rightOf } from "../people/right.js";

const NOBODY: ReadonlySet<string> = new Set();

/**
 * Under which tags the requests are that this person may decide: by what they are, and by what this desk's policies ask
 * of whoever is on call or stands in for somebody. A tag only finds a request; whether they may see it is asked again.
 */
export async function decidedBy(
  { directory, asked }: { readonly directory: Directory; readonly asked: readonly Selector[] },
  person: Person,
  now: number,
): Promise<readonly string[]> {
  const { id, groups, roles } = person;
  const rights = await Promise.all(
    asked.map((selector) => rightOf(directory, person, selector, { now, excluded: NOBODY })),
  );
  const own: readonly Selector[] = [
    { person: id },
    ...(groups === "unknown" ? [] : groups.map((group) => ({ group }))),
    ...(roles === "unknown" ? [] : roles.map((role) => ({ role }))),
  ];
  return [...new Set([...own, ...asked.filter((_, i) => rights[i] !== "none")].map(approverTag))];
}

/** Those that are this person's own, too. */
export const seenBy = (decided: readonly string[], { id }: Person): readonly string[] => [...decided, ownTag(id)];
