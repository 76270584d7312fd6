import type { Bound, Call } from "../action/capture.js";
import { type Asking, type AskParts, ask } from "../approval/ask.js";
import { busy } from "../approval/asking.js";
import { continued, heard, runKeyOf, tagsOfTurn } from "../approval/continued.js";
import { type Keys, keysOf } from "../approval/keys.js";
import type { Request } from "../approval/request.js";
import { asKnown } from "../approval/started.js";
import { TURNS } from "../approval/turns.js";
import { type WaitParts, wait } from "../approval/wait.js";
import type { JsonObject } from "../canonical.js";
import { isCountersignError } from "../errors.js";
import type { ClaimParts } from "../execution/claim.js";
import { claimGranted, type GrantedParts } from "../execution/granted.js";
import { mustNotWaitForItself } from "../execution/inside.js";
import { claimOnce } from "../execution/once.js";
import type { Opened } from "../execution/opened.js";
import { type Right, spend } from "../execution/spend.js";
import type { Judged } from "../policy/judge.js";
import type { Explained } from "../policy/verdict.js";
import { type CallOptions, keyOf, mustHaveKey, patienceOf } from "./options.js";
import { aboutOf, wanted } from "./result.js";

export interface RightParts extends AskParts, WaitParts, ClaimParts, GrantedParts {
  /** Brings a new request to people. */
  opened(request: Request): void;
  /** Hears people's answers, to a request that another process brought to them. */
  connect(): void;
  /** Arguments of the calls that wait in this process, by request id. */
  readonly waiting: Map<string, JsonObject>;
}

/**
 * The right to run a call that is asked, or allowed with `once`: by a claim at once, by a grant, or by asking people and
 * waiting until the right is this caller's, or is gone.
 */
export async function rightTo(
  call: Call,
  bound: Bound,
  judged: Explained,
  options: CallOptions,
  parts: RightParts,
): Promise<Right> {
  const given = keyOf(call, options);
  mustHaveKey(call, given, call.definition);
  const keys = keysIn(call, given, options, parts);
  if (options.turn === undefined) return rightUnder(call, bound, judged, keys, options, parts);
  try {
    const before = await continued(call, keys, options.turn, parts);
    if (before) return await attached(call, judged, before, keys, options, parts);
    return await rightUnder(call, bound, judged, keys, options, parts);
  } catch (error) {
    const ended = isCountersignError(error) && ENDED.has(error.code) && "requestId" in error && error.requestId;
    if (ended) await heard(ended, parts).catch(() => undefined);
    throw error;
  }
}

/** Ends that leave nothing to whoever comes later. */
const ENDED: ReadonlySet<string> = new Set(["denied", "expired", "cancelled", "unknown"]);

async function rightUnder(
  call: Call,
  bound: Bound,
  judged: Explained,
  keys: Keys,
  options: CallOptions,
  parts: RightParts,
): Promise<Right> {
  const opened = await openedAtOnce(call, bound, judged, keys, parts);
  if (opened && "claim" in opened) return opened.claim;
  if (opened) return attached(call, judged, opened.attached, keys, options, parts);
  const asked = await askedWhileWanted(
    call,
    ask(call, bound, { ...judged, because: judged.because() }, keys, parts),
    options,
    parts,
  );
  if (!asked.created) return attached(call, judged, asked.request, asked.keys, options, parts);
  parts.opened(asked.request);
  return decided(call, asked.request, asked.keys, options, "creator", parts);
}

/** Calls that continue each other run under one key downstream. Only what a model may hear of as waiting is found by later turns. */
function keysIn(call: Call, given: string, { again, turn, hold }: CallOptions, { deployment }: RightParts): Keys {
  const keys = { ...keysOf(call, deployment, given), ...(again && { again }) };
  if (turn === undefined) return keys;
  const tags = tagsOfTurn(call, keys, turn, deployment);
  return { ...keys, run: runKeyOf(call.id), ...(hold !== undefined && { tags }) };
}

/** Where the caller gives up while it is asked, a request that is opened all the same is taken back. */
async function askedWhileWanted(
  call: Call,
  asking: Promise<Asking>,
  options: CallOptions,
  parts: RightParts,
): Promise<Asking> {
  try {
    return await wanted(asking, options.signal, aboutOf(call), parts.clock);
  } catch (error) {
    const takeBack = async () => {
      const { created, request, keys } = await asking;
      if (created) await decided(call, request, keys, options, "creator", parts);
    };
    if (options.signal?.aborted) takeBack().catch(() => undefined);
    throw error;
  }
}

/** The request was there before: for rules on other calls, the call that opened it counts, and this one no more. */
async function attached(
  call: Call,
  judged: Explained,
  request: Request,
  keys: Keys,
  options: CallOptions,
  parts: RightParts,
): Promise<Right> {
  parts.connect();
  await judged.forget?.([call.id]).catch((error: unknown) => {
    throw asKnown(error, request, aboutOf(call));
  });
  return decided(call, request, keys, options, "attached", parts);
}

/** Without asking: an allowed call, or one that a standing grant answers. */
const openedAtOnce = (
  call: Call,
  bound: Bound,
  judged: Judged,
  keys: Keys,
  parts: RightParts,
): Promise<Opened | undefined> =>
  judged.verdict === "ask"
    ? claimGranted(call, bound, judged, keys, parts)
    : claimOnce(call, bound, judged, keys, parts);

async function decided(
  call: Call,
  request: Request,
  keys: Keys,
  options: CallOptions,
  role: "creator" | "attached",
  parts: RightParts,
): Promise<Right> {
  mustNotWaitForItself(call, request.id, keys.given);
  parts.waiting.set(request.id, call.args);
  let known = request;
  try {
    const patience = patienceOf(options, parts.clock, role);
    for (let turn = 0; turn < TURNS; turn++) {
      const loaded = await wait(call, known, keys, patience, parts);
      known = loaded.request;
      const right = await spend(call, loaded, keys, parts);
      if (right) return right;
    }
    throw busy(request.id);
  } catch (error) {
    throw asKnown(error, known, aboutOf(call));
  } finally {
    parts.waiting.delete(request.id);
  }
}
