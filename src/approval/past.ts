import type { Deployment } from "../action/capture.js";
import { redact } from "../action/redaction.js";
import type { Json } from "../canonical.js";
import type { Directory } from "../people/directory.js";
import { type Entry, MOST_ENTRIES, type Past } from "../policy/entry.js";
import { type Tally, tallyName } from "../policy/past.js";
import type { Counting, Sources } from "../policy/ready.js";
import type { Subject } from "../policy/subject.js";
import { away } from "./asking.js";
import { taken, valuesOf } from "./entries.js";
import type { InLine } from "./joining.js";
import { type Place, put, tallyPlace, whose } from "./place.js";
import type { Row, Store } from "./store.js";
import { again } from "./turns.js";

export interface PastParts {
  readonly store: Store;
  readonly deployment: Deployment;
  readonly directory: Directory | undefined;
  /** Those of one process that change one record: each waits for the one before it. */
  readonly inLine: InLine;
}

/**
 * What rules know of other calls. Each record is changed by one compare-and-swap, and what is answered is what it held
 * then: of two calls at once, one sees the other.
 */
export function pastOf(parts: PastParts): Pick<Sources, "past" | "forget" | "denied"> {
  return {
    async past(tallies, subject, counting) {
      const found = new Map<string, Past>();
      // One after the other, in the order of the rules: whoever is first at one record is so at the next.
      for (const [tally, place] of await placed(tallies, subject, parts))
        found.set(
          tallyName(tally),
          await (tally.denied ? deniedIn(tally, place, parts) : counted(tally, place, subject, counting, parts)),
        );
      return found;
    },
    async forget(tallies, subject, ids) {
      for (const [, place] of await placed(tallies, subject, parts)) await forgotten(place, ids, parts);
    },
    async denied(tallies, subject, call) {
      for (const [tally, place] of await placed(tallies, subject, parts)) await deniedNow(tally, place, call, parts);
    },
  };
}

/** The records of those tallies of which it is known whose they are. */
async function placed(
  tallies: readonly Tally[],
  subject: Subject,
  parts: PastParts,
): Promise<readonly [Tally, Place][]> {
  const pers = [...new Set(tallies.map(({ per }) => per))];
  const subjects = new Map(
    await Promise.all(pers.map(async (per) => [per, await whose(per, subject, parts)] as const)),
  );
  return tallies.flatMap((tally) => {
    const known = subjects.get(tally.per);
    return known === undefined ? [] : [[tally, placeIn(tally, known, subject, parts)]];
  });
}

/** What people denied of one call and its like has a record of its own. */
const placeIn = (tally: Tally, whose: Json, { action, args, secret }: Subject, { deployment }: PastParts): Place =>
  tallyPlace(tally, tally.denied === "same" ? [whose, action, redact(args, secret)] : whose, deployment);

/** Takes turns at a record with those of this process, and again where those of another were first. */
async function inTurn<T>(
  { id }: Place,
  { inLine, store }: PastParts,
  turn: (row: Row | undefined, now: number) => Promise<T | undefined>,
): Promise<T> {
  const step = async () => {
    const { row, now } = await store.get(id);
    return turn(row, now);
  };
  const done = await inLine(id, () => again(step));
  if (done === "busy") throw away("other calls were counted first, every time");
  return done;
}

function counted(tally: Tally, place: Place, subject: Subject, counting: Counting, parts: PastParts): Promise<Past> {
  const { id, how } = counting;
  const key = counting.key?.();
  const entry = { id, ...(key !== undefined && { key }), values: valuesOf(tally, subject, place.key) };
  return inTurn(place, parts, async (row, now) => {
    const { others, next } = taken(entriesOf(row), { ...entry, at: now }, tally, how);
    if (others.length >= MOST_ENTRIES) return "unknown";
    if (!next || (await put(place, row, progressOf(next), parts.store)) === "written") return { now, entries: others };
  });
}

async function deniedIn({ within }: Tally, { id }: Place, { store }: PastParts): Promise<Past> {
  const { row, now } = await store.get(id);
  const entries = entriesOf(row).filter(({ at }) => at > now - within);
  return entries.length >= MOST_ENTRIES ? "unknown" : { now, entries };
}

/** Guard and desk both say it, of one call: whoever is first. */
const deniedNow = (
  { within }: Tally,
  place: Place,
  call: Pick<Entry, "id" | "key">,
  parts: PastParts,
): Promise<"done"> =>
  inTurn(place, parts, async (row, now) => {
    const kept = entriesOf(row).filter(({ at }) => at > now - within);
    if (kept.length >= MOST_ENTRIES || kept.some(({ id }) => id === call.id)) return "done";
    const next = [...kept, { ...call, at: now, values: {} }];
    if ((await put(place, row, progressOf(next), parts.store)) === "written") return "done";
  });

const forgotten = (place: Place, ids: readonly string[], parts: PastParts): Promise<"done"> =>
  inTurn(place, parts, async (row) => {
    const before = entriesOf(row);
    const left = before.filter(({ id }) => !ids.includes(id));
    if (left.length === before.length || (await put(place, row, progressOf(left), parts.store)) === "written")
      return "done";
  });

const entriesOf = (row: Row | undefined): readonly Entry[] =>
  (row?.progress as { entries: readonly Entry[] } | undefined)?.entries ?? [];
const progressOf = (entries: readonly Entry[]): Json => ({ entries }) as unknown as Json;
