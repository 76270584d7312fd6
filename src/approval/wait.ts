import type { Call } from "../action/capture.js";
import type { Clock } from "../clock.js";
import { type CountersignError, failure, isCountersignError } from "../errors.js";
import { HEARD } from "./again.js";
import { isOutage } from "./asking.js";
import type { Keys } from "./keys.js";
import { deadlineOf } from "./lifecycle.js";
import { messageOf } from "./message.js";
import type { Records } from "./records.js";
import { isFinal, type Loaded, type Request } from "./request.js";
import { asKnown, executedOf } from "./started.js";
import type { Waiters } from "./waiters.js";
import { pauseAfter } from "./wheel.js";

export interface WaitParts {
  readonly records: Records;
  readonly waiters: Waiters;
  readonly clock: Clock;
  readonly url?: string;
  /** Tells those who were asked what became of a request. */
  changed(request: Request): void;
  /** Reminds and escalates when it is time to; absent where the desk is elsewhere. */
  attend?(request: Request, now: number): Promise<unknown>;
}

/** How one caller waits for its request. */
export interface Patience {
  /** When code `pending` is thrown, by the clock of this process; Infinity: when the request ends. */
  readonly until: number;
  readonly signal?: AbortSignal;
  /** Whether this caller opened the request: only its abort cancels it. */
  readonly role: "creator" | "attached";
}

/** How long (ms) after a `pending` it is worth looking again, if nothing else is said. */
const LOOK_AGAIN = 60_000;
/** Longest (ms) that a call without `hold` waits for an execution: one that waits for itself must end, too. */
const LONGEST_RUN = 600_000;

/**
 * Waits while people decide, or while another process executes. Hints only wake: what counts is read again. A store that does
 * not answer is asked again until the patience or the deadline that was read last is over.
 */
export async function wait(
  call: Call,
  opened: Request,
  keys: Keys,
  patience: Patience,
  parts: WaitParts,
): Promise<Loaded> {
  const { records, clock } = parts;
  const listener = parts.waiters.listen(opened.id);
  let known = opened;
  let until = patience.until;
  let decidable = clock.now() + deadlineOf(opened) - opened.asked.askedAt;
  let blind = 0;
  try {
    for (;;) {
      const loaded = await loadOf(call, opened.id, records).catch(outage);
      if (loaded instanceof Error) {
        const left = Math.min(until, decidable) - clock.now();
        if (left <= 0 || patience.signal?.aborted) throw loaded;
        parts.waiters.blind(loaded);
        await listener.woken(Math.min(left, pauseAfter(blind++)), patience.signal);
        continue;
      }
      if (blind > 0) parts.waiters.sees();
      blind = 0;
      const { request, now } = loaded;
      known = request;
      decidable = clock.now() + deadlineOf(request) - now;
      if (patience.signal?.aborted) throw await givenUp(call, loaded, keys, patience, parts);
      if (request.state !== "pending" && !(request.state === "executing" && now < request.due)) return loaded;
      if (request.state === "executing" && until === Number.POSITIVE_INFINITY) until = clock.now() + LONGEST_RUN;
      const left = until - clock.now();
      if (left <= 0) throw pending(call, loaded, keys, parts);
      if (request.state === "pending" && now >= request.due) await parts.attend?.(request, now);
      const due = parts.attend ? request.due : deadlineOf(request);
      await listener.woken(Math.min(left, Math.max(1, due - now)), patience.signal);
    }
  } catch (error) {
    const isUnknown = isOutage(error) || (patience.role === "attached" && isUnread(error));
    throw asKnown(error, isUnknown ? unread(known) : known, aboutOf(call));
  } finally {
    listener.leave();
  }
}

function outage(error: unknown): CountersignError<"unavailable"> {
  if (isOutage(error)) return error;
  throw error;
}

/** Whether it cannot be told what became of a request: another process may have started what waited when it was last read. */
const isUnread = (error: unknown): boolean => !isCountersignError(error) || error.code === "unavailable";
const unread = (known: Request): Request => (isFinal(known.state) ? known : { ...known, state: "executing" });

const aboutOf = (call: Call) => ({ action: call.definition.name, callId: call.id });

async function loadOf(call: Call, id: string, records: Records): Promise<Loaded> {
  const loaded = await records.load(id);
  if (loaded) return loaded;
  throw failure("unavailable", aboutOf(call), "the request is gone from the store", {
    part: "store",
    cause: undefined,
  });
}

const WAITS = {
  pending: "it waits for people to decide",
  approved: "it is approved, and waits for a process to start it",
  executing: "it has started, and its outcome is not there yet",
};

function pending(call: Call, { request, now }: Loaded, { given: key }: Keys, { url: link, clock }: WaitParts) {
  const { url, expiresAt } = messageOf(request, link);
  const state = request.state as keyof typeof WAITS;
  const ends = state === "pending" ? deadlineOf(request) : request.due;
  const retryAt = new Date(clock.now() + Math.max(0, Math.min(ends - now, LOOK_AGAIN)));
  const facts = { requestId: request.id, key, state, retryAt, expiresAt, ...(url !== undefined && { url }) };
  return failure("pending", aboutOf(call), WAITS[state], facts, executedOf(request));
}

/** The caller's abort. Who opened the request takes it back, unless it runs already; who only attached leaves. */
async function givenUp(
  call: Call,
  loaded: Loaded,
  keys: Keys,
  patience: Patience,
  parts: WaitParts,
): Promise<CountersignError> {
  const { request } = loaded;
  if (patience.role === "attached") return pending(call, loaded, keys, parts);
  const open = request.state === "pending" || request.state === "approved";
  const written = open ? await parts.records.end(request, "cancelled", "aborted", HEARD) : undefined;
  if (!written && open) return givenUp(call, await loadOf(call, request.id, parts.records), keys, patience, parts);
  if (written) {
    parts.records.note("call.cancelled", written, { reason: "aborted" });
    parts.changed(written);
  }
  return failure(
    "cancelled",
    aboutOf(call),
    "the caller gave up",
    { requestId: request.id },
    written ? "no" : "unknown",
  );
}
