import type { Clock } from "../../clock.js";
import { exchange } from "../../wire/exchange.js";
import { isWireError, wireError } from "../../wire/failed.js";
import { signed } from "../../wire/signature.js";
import type { Outgoing } from "./event.js";
import type { Settings } from "./options.js";
import { queueOf } from "./queue.js";

/** A URL that messages are posted to, one after another. */
export interface Endpoint {
  /** Resolves once the endpoint answered 2xx. Rejects within 28 seconds otherwise: a desk waits 30. */
  post(outgoing: Outgoing): Promise<void>;
}
interface Means {
  readonly clock: Clock;
  /** What connects; absent for the runtime's own `fetch`. */
  reach(): Promise<typeof fetch | undefined>;
}

const DELIVERY_MS = 28_000;
const ATTEMPT_MS = 15_000;
const LONGEST_WAIT_MS = 10_000;
/** However long an endpoint asks to be left alone, it is tried again by then. */
const LONGEST_QUIET_MS = 60 * 60_000;
const ATTEMPTS = 5;
const MOST_WAITING = 1000;

export function endpointOf({ url, keys }: Settings, { clock, reach }: Means): Endpoint {
  const inTurn = queueOf(MOST_WAITING);
  const failed = (reason: string) => wireError(`POST ${url.host}`, { kind: "permanent", reason });
  let gone: "gone" | "there" = "there";
  let quietUntil = 0;

  const learn = (error: unknown): void => {
    if (!isWireError(error)) return;
    if (error.status === 410) gone = "gone";
    if (error.after !== undefined) quietUntil = clock.now() + Math.min(error.after, LONGEST_QUIET_MS);
  };
  const send = async ({ id, body }: Outgoing, ms: number): Promise<void> => {
    const fetch = await reach();
    const headers = async () => ({
      "content-type": "application/json",
      ...(await signed(keys, { id, at: clock.now(), body })),
    });
    const late = failed("no answer of 2xx within the time of one delivery");
    await within({ clock, ms, late }, (signal) =>
      exchange(url.href, {
        headers,
        body,
        signal,
        clock,
        attempts: ATTEMPTS,
        timeout: ATTEMPT_MS,
        longestWait: LONGEST_WAIT_MS,
        ...(fetch && { fetch }),
      }),
    );
  };
  return {
    post(outgoing) {
      const end = Math.min(clock.now() + DELIVERY_MS, outgoing.until ?? Number.POSITIVE_INFINITY);
      return inTurn(async () => {
        const now = clock.now();
        if (gone === "gone")
          throw failed("it answered 410 (gone) before; nothing is sent to it until this process restarts");
        if (now < quietUntil)
          throw failed(`it asked to be left alone for another ${Math.ceil((quietUntil - now) / 1000)} s`);
        if (now >= end) throw failed("not sent: its time was over before its turn came");
        await send(outgoing, end - now).catch((error: unknown) => {
          learn(error);
          throw error;
        });
      });
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
