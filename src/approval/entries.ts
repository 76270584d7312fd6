import { at, overlap } from "../action/paths.js";
import { type Json, shortDigest } from "../canonical.js";
import type { Entry } from "../policy/entry.js";
import type { Tally } from "../policy/past.js";
import { argumentOf } from "../policy/path.js";
import type { Counting } from "../policy/ready.js";
import type { Subject } from "../policy/subject.js";

/** The entries of other calls within the time of a tally, and all that are to be kept; none where nothing changes. */
export interface Taken {
  readonly others: readonly Entry[];
  readonly next: readonly Entry[] | undefined;
}

/** Takes a call into the entries as it says; `own` is its entry, as of now. */
export function taken(
  before: readonly Entry[],
  own: Entry,
  { within }: Pick<Tally, "within">,
  how: Counting["how"],
): Taken {
  const kept = before.filter((entry) => entry.at > own.at - within);
  const others = kept.filter(({ id }) => id !== own.id);
  const isNew = others.length === kept.length;
  return { others, next: how === "start" || (how === "count" && isNew) ? [...others, own] : undefined };
}

/** What an entry keeps of the arguments. `row`: no two records give one text the same digest. */
export const valuesOf = ({ paths }: Tally, subject: Subject, row: string): Entry["values"] =>
  Object.fromEntries(paths.map((path) => [path, valueAt(path, subject, row)]));

function valueAt(path: string, { args, secret }: Subject, row: string): Json {
  const argument = argumentOf(path);
  const value = argument === undefined || secret.some((one) => overlap(one, argument)) ? undefined : at(args, argument);
  if (value === undefined) return null;
  return typeof value === "number" ? value : shortDigest([row, path, value]);
}
