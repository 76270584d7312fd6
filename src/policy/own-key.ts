import { type Entry, entriesOf, type Past } from "./entry.js";
import type { Counting } from "./ready.js";
import type { Subject } from "./subject.js";

/** A subject whose past has no calls of the judged one's own key; the same where it has none anyway. */
export function withoutOwnKey(subject: Subject, { key }: Counting): Subject {
  if (!subject.past) return subject;
  const pasts = [...subject.past];
  const keyed = pasts.some(([, past]) => entriesOf(past).some((entry) => entry.key !== undefined));
  const own = keyed ? key?.() : undefined;
  const isOwn = (entry: Entry) => own !== undefined && entry.key === own;
  if (!pasts.some(([, past]) => entriesOf(past).some(isOwn))) return subject;
  const without = (past: Past): Past =>
    past === "unknown" ? past : { ...past, entries: past.entries.filter((entry) => !isOwn(entry)) };
  return { ...subject, past: new Map(pasts.map(([name, past]) => [name, without(past)])) };
}
