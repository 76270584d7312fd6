import type { Log, SignedEvent } from "../audit/sink.js";

/** A log that ends with the process. `events`: everything written, in order, each (source, id) once. */
export interface MemoryLog extends Log {
  readonly events: readonly SignedEvent[];
}

export function memoryLog(): MemoryLog {
  const events: SignedEvent[] = [];
  const known = new Set<string>();
  return {
    events,
    async write(batch) {
      for (const event of batch) {
        const key = JSON.stringify([event.source, event.id]);
        if (!known.has(key)) events.push(event);
        known.add(key);
      }
    },
  };
}
