import { type Definition, definitionOf } from "./action/action.js";
import { type Bound, bind, type Call, capture } from "./action/capture.js";
import type { contextOf } from "./action/gather.js";
import { salted } from "./action/redaction.js";
import { type AskParts, ask, type Keys, keysOf } from "./approval/ask.js";
import type { Request } from "./approval/request.js";
import { type WaitParts, wait } from "./approval/wait.js";
import type { JsonObject } from "./canonical.js";
import { failure } from "./errors.js";
import { type AllowedParts, recordDenial, runAllowed } from "./execution/allowed.js";
import type { ClaimParts } from "./execution/claim.js";
import { type ClaimedParts, runClaimed } from "./execution/claimed.js";
import type { Judgement } from "./execution/journal.js";
import { claimOnce } from "./execution/once.js";
import type { Body } from "./execution/run.js";
import { type Right, spend } from "./execution/spend.js";
import type { Guard } from "./guard/guarded.js";
import { type CallOptions, checkOptions, keyOf, mustHaveKey, patienceOf } from "./guard/options.js";
import { aboutOf, deniedBy, mustGoOn, resultOf } from "./guard/result.js";
import { type Done, guardWith } from "./guard/wrap.js";
import type { Judged } from "./policy/judge.js";
import type { Judging } from "./policy/verdict.js";

/** What guarding works with. `asking` is there when people can be asked, or calls claimed through a store. */
export interface GuardParts extends AllowedParts {
  readonly judging: Judging;
  /** The policy's hash, for every event. */
  readonly policy: string;
  readonly contextOf: ReturnType<typeof contextOf>;
  readonly asking?: AskParts & WaitParts & ClaimParts & ClaimedParts & Waiting;
  /** Names an action's definition once. @throws code `input` for a second action of the name */
  register(definition: Definition): void;
}
interface Waiting {
  /** Brings a new request to people. */
  opened(request: Request): void;
  /** Arguments of the calls that wait in this process, by request id. */
  readonly waiting: Map<string, JsonObject>;
}

/** Guards bodies: capture → judge → ask → wait → claim → run → record. */
export const guardOf = (parts: GuardParts): Guard =>
  guardWith((body, action) => {
    const definition = definitionOf(action);
    parts.register(definition);
    return (input, options) => perform(parts, definition, body, input, options);
  });

async function perform(
  parts: GuardParts,
  definition: Definition,
  body: Body<unknown>,
  input: unknown,
  options: CallOptions,
): Promise<Done> {
  const about = { action: definition.name, callId: `call_${salted()}` };
  checkOptions(options, about);
  mustGoOn(options.signal, about);
  const call = await capture(
    definition,
    input,
    await parts.contextOf({ name: definition.name, effect: definition.effect }, about, options.context),
    about,
  );
  const bound = bind(call, parts.deployment);
  const judged = await parts.judging.judge(call, bound.digest);
  await parts.recorder.open();
  if (judged.verdict === "deny") return deny(parts, call, bound, judged);
  if (judged.verdict === "allow" && !definition.once)
    return { value: await allow(parts, call, bound, judged, body, options) };
  const right = await rightTo(parts, call, bound, judged, options);
  const { asked } = right.request;
  const value =
    "stored" in right
      ? right.stored
      : resultOf(await runClaimed(body, call, right, options.signal, mustAsk(parts)), about, right.request.id);
  return asked.revision > 1 ? { value, modified: asked.args } : { value };
}

/** What an event says of a verdict that asks nobody. */
const judgementOf = ({ policy }: GuardParts, { rules }: Judged, verdict: Judgement["verdict"]): Judgement => ({
  verdict,
  rules,
  policy,
});

async function deny(parts: GuardParts, call: Call, bound: Bound, judged: Judged): Promise<never> {
  const error = deniedBy(judged, aboutOf(call));
  await recordDenial(call, bound, { ...judgementOf(parts, judged, "deny"), reason: error.reason }, parts);
  throw error;
}

async function allow(
  parts: GuardParts,
  call: Call,
  bound: Bound,
  judged: Judged,
  body: Body<unknown>,
  options: CallOptions,
): Promise<unknown> {
  mustGoOn(options.signal, aboutOf(call));
  const key = () => keysOf(call, parts.deployment, keyOf(call, options)).run;
  const facts = { key, ...(options.signal && { signal: options.signal }) };
  return resultOf(
    await runAllowed(body, call, bound, judgementOf(parts, judged, "allow"), facts, parts),
    aboutOf(call),
  );
}

/** Asks people, or claims an allowed call with `once`; then waits until the right to run is this caller's, or is gone. */
async function rightTo(
  parts: GuardParts,
  call: Call,
  bound: Bound,
  judged: Judged,
  options: CallOptions,
): Promise<Right> {
  const asking = mustAsk(parts);
  const given = keyOf(call, options);
  mustHaveKey(call, given, call.definition);
  const keys = keysOf(call, parts.deployment, given);
  if (judged.verdict === "ask") {
    const { request, created } = await ask(
      call,
      bound,
      { ...judged, because: parts.judging.explain(call) },
      keys,
      asking,
    );
    if (created) asking.opened(request);
    return decided(asking, call, request, keys, options, created ? "creator" : "attached");
  }
  const once = await claimOnce(call, bound, judgementOf(parts, judged, "allow"), keys, asking);
  return "claim" in once ? once.claim : decided(asking, call, once.attached, keys, options, "attached");
}

async function decided(
  asking: NonNullable<GuardParts["asking"]>,
  call: Call,
  { id }: Request,
  keys: Keys,
  options: CallOptions,
  role: "creator" | "attached",
): Promise<Right> {
  const patience = patienceOf(options, asking.clock, role);
  asking.waiting.set(id, call.args);
  try {
    for (;;) {
      const right = await spend(call, await wait(call, id, keys, patience, asking), keys, asking);
      if (right) return right;
    }
  } finally {
    asking.waiting.delete(id);
  }
}

function mustAsk({ asking }: GuardParts): NonNullable<GuardParts["asking"]> {
  if (asking) return asking;
  throw failure("unavailable", { action: "", callId: "" }, "people cannot be asked: give a store and a directory", {
    part: "store",
    cause: undefined,
  });
}
