import { type EventType, OUTCOMES } from "./event.js";

/** How many events may wait for the log, or for one sink: no commit holds more of one process, `log.closed` apart. */
export const MOST_PENDING = 10_000;
/** How many of these places starts may not take. */
const KEPT = 1_000;

const STARTS: ReadonlySet<EventType> = new Set(["execution.started", "execution.restarted", "approval.requested"]);

/**
 * Why an event cannot be taken, or undefined. Starts stop first, so that what follows from them still fits; a sink that
 * is behind never costs an outcome its place in the log.
 */
export function noRoom(type: EventType, pending: number, sinks: readonly { readonly waiting: number }[]) {
  const start = STARTS.has(type);
  if (pending >= (start ? MOST_PENDING - KEPT : MOST_PENDING))
    return `the log is full or slow: ${pending} events wait to be written`;
  if (sinks.length === 0 || OUTCOMES.has(type)) return undefined;
  const most = start ? MOST_PENDING : MOST_PENDING + KEPT;
  const full = sinks.findIndex(({ waiting }) => waiting >= most);
  return full < 0 ? undefined : `audit.sinks[${full}] is full or slow: ${sinks[full]?.waiting} events wait for it`;
}
