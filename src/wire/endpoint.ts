import type { Clock } from "../clock.js";
import type { Answer } from "./answer.js";
import { type Exchange, exchange } from "./exchange.js";
import { isWireError, wireError } from "./failed.js";
import { type Queue, queueOf } from "./queue.js";

/** A place of another system that is asked one thing after another, in order, at most 1,000 waiting. */
export interface Endpoint {
  /**
   * Asks, when its turn comes; a function is asked what to ask then. Up to 5 attempts of 15 seconds each fit into the 28
   * seconds that it takes at most (a desk waits 30), fewer where `until` (milliseconds by the clock) is sooner. A server
   * that asked to be left alone is left alone, by whatever comes later, too.
   * @throws WireError
   */
  send(url: string, asked: Exchange | (() => Promise<Exchange>), until?: number): Promise<Answer>;
}

/** What is known of a place. */
interface Known {
  readonly queue: Queue;
  quietUntil: number;
}

const LONGEST_MS = 28_000;
const PATIENCE: Exchange = { attempts: 5, timeout: 15_000, longestWait: 10_000 };
/** However long an endpoint asks to be left alone, it is tried again by then. */
const LONGEST_QUIET_MS = 60 * 60_000;
const MOST_WAITING = 1000;

const places = new WeakMap<Clock, Map<string, Known>>();

/**
 * The endpoint of a name, one in this process however often it is asked for: two transports of one URL or one token share
 * its turns. `where` stands in errors: it and nothing of the name, which may be a secret.
 */
export function endpointOf(
  name: string,
  { where, clock }: { readonly where: string; readonly clock: Clock },
): Endpoint {
  const known = places.get(clock) ?? new Map<string, Known>();
  places.set(clock, known);
  const failed = (reason: string) => wireError(where, { kind: "permanent", reason });
  const place = (): Known => {
    const found = known.get(name) ?? { queue: queueOf(MOST_WAITING), quietUntil: 0 };
    known.set(name, found);
    return found;
  };
  const forget = ({ queue, quietUntil }: Known) => {
    if (queue.waiting() === 0 && quietUntil <= clock.now()) known.delete(name);
  };
  return {
    async send(url, asked, until = Number.POSITIVE_INFINITY) {
      const here = place();
      const end = Math.min(clock.now() + LONGEST_MS, until);
      const sent = here.queue.add(async () => {
        const now = clock.now();
        if (now < here.quietUntil)
          throw failed(`it asked to be left alone for another ${Math.ceil((here.quietUntil - now) / 1000)} s`);
        if (now >= end) throw failed("not sent: its time was over before its turn came");
        const late = failed("no answer of 2xx within the time of one delivery");
        return within({ clock, ms: end - now, late }, async (signal) =>
          exchange(url, { ...PATIENCE, ...(typeof asked === "function" ? await asked() : asked), signal, clock }),
        ).catch((error: unknown) => {
          if (isWireError(error) && error.after !== undefined)
            here.quietUntil = clock.now() + Math.min(error.after, LONGEST_QUIET_MS);
          throw error;
        });
      });
      return sent.finally(() => forget(here));
    },
  };
}

interface Limit {
  readonly clock: Clock;
  readonly ms: number;
  /** What it rejects with where the time was over before any answer came. */
  readonly late: Error;
}

/** Gives work a signal that aborts when the time is over. */
async function within<T>({ clock, ms, late }: Limit, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const [done, over] = [new AbortController(), new AbortController()];
  void clock.sleep(ms, done.signal).then(() => done.signal.aborted || over.abort());
  try {
    return await work(over.signal);
  } catch (error) {
    throw over.signal.aborted && isWireError(error) && error.status === undefined ? late : error;
  } finally {
    done.abort();
  }
}
