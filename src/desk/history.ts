import type { SignedEvent } from "../audit/sink.js";

const REQUESTS = 1_000;
const EVENTS = 200;

/** What this process wrote of its latest requests, kept from the log's own lines. */
export interface History {
  add(events: readonly SignedEvent[]): void;
  of(requestId: string): readonly SignedEvent[];
}

export function historyOf(): History {
  const kept = new Map<string, SignedEvent[]>();
  return {
    add(events) {
      for (const event of events) {
        const id = requestOf(event.line);
        if (id === undefined) continue;
        const list = kept.get(id) ?? [];
        if (list.length < EVENTS) list.push(event);
        kept.delete(id);
        kept.set(id, list);
        if (kept.size > REQUESTS) kept.delete(kept.keys().next().value as string);
      }
    },
    of: (requestId) => kept.get(requestId) ?? [],
  };
}

const MEMBER = '"request_id":"';

function requestOf(line: string): string | undefined {
  const at = line.indexOf(MEMBER);
  return at < 0 ? undefined : line.slice(at + MEMBER.length, line.indexOf('"', at + MEMBER.length));
}
