import type { SignedEvent } from "../audit/sink.js";

const REQUESTS = 1_000;
const EVENTS = 200;
/** Of one request: whoever knows its id can be refused as often as they like. */
const REFUSED = 50;
const BYTES = 32 * 1024 * 1024;

/** What this process wrote of its latest requests, kept from the log's own lines: 32 MiB at most. */
export interface History {
  add(events: readonly SignedEvent[]): void;
  of(requestId: string): readonly SignedEvent[];
}

export function historyOf(): History {
  const kept = new Map<string, readonly SignedEvent[]>();
  let bytes = 0;
  const set = (id: string, list: readonly SignedEvent[]) => {
    bytes += sizeOf(list) - sizeOf(kept.get(id) ?? []);
    kept.delete(id);
    if (list.length > 0) kept.set(id, list);
  };
  return {
    add(events) {
      for (const event of events) {
        const id = requestOf(event.line);
        if (id === undefined) continue;
        set(id, withOne(kept.get(id) ?? [], event));
        for (const oldest of kept.keys()) {
          if (kept.size <= REQUESTS && bytes <= BYTES) break;
          set(oldest, []);
        }
      }
    },
    of: (requestId) => kept.get(requestId) ?? [],
  };
}

/** Refused answers make room for one another, and for nothing else. */
function withOne(list: readonly SignedEvent[], event: SignedEvent): readonly SignedEvent[] {
  if (!isRefused(event)) return list.length - list.filter(isRefused).length < EVENTS ? [...list, event] : list;
  const refused = list.filter(isRefused);
  return [...(refused.length < REFUSED ? list : list.filter((one) => one !== refused[0])), event];
}

const isRefused = ({ type }: SignedEvent): boolean => type.includes(".review.refused.");

/** A character of a line takes two bytes at most. */
const sizeOf = (list: readonly SignedEvent[]): number => list.reduce((sum, { line }) => sum + 2 * line.length, 0);

const MEMBER = '"request_id":"';

function requestOf(line: string): string | undefined {
  const at = line.indexOf(MEMBER);
  return at < 0 ? undefined : line.slice(at + MEMBER.length, line.indexOf('"', at + MEMBER.length));
}
