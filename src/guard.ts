import { type Definition, definitionOf } from "./action/action.js";
import { andThen } from "./action/at-once.js";
import { type Bound, bind, type Call, capture, parsedInTime } from "./action/capture.js";
import type { contextOf } from "./action/gather.js";
import { salted } from "./action/redaction.js";
import { keepDenied } from "./approval/denied.js";
import { keysOf } from "./approval/keys.js";
import type { Clock } from "./clock.js";
import { type About, failure, isCountersignError, ofCall } from "./errors.js";
import { type AllowedParts, recordDenial, runAllowed } from "./execution/allowed.js";
import { type ClaimedParts, runClaimed } from "./execution/claimed.js";
import { insideNow, madeInside } from "./execution/inside.js";
import type { Judgement } from "./execution/journal.js";
import { releaseAgain } from "./execution/release.js";
import type { Body } from "./execution/run.js";
import { counted, countingOf } from "./guard/counted.js";
import type { Guard } from "./guard/guarded.js";
import { type CallOptions, checkOptions, keyOf } from "./guard/options.js";
import { aboutOf, deniedBy, mustGoOn, resultOf, wanted } from "./guard/result.js";
import { type RightParts, rightTo } from "./guard/right.js";
import { type Done, guardWith } from "./guard/wrap.js";
import type { Judged } from "./policy/judge.js";
import type { Explained, Judging } from "./policy/verdict.js";

/** What guarding works with. `asking` is there when people can be asked, or calls claimed through a store. */
export interface GuardParts extends AllowedParts {
  readonly judging: Judging;
  /** The policy's hash, for every event. */
  readonly policy: string;
  readonly contextOf: ReturnType<typeof contextOf>;
  readonly clock: Clock;
  readonly asking?: RightParts & ClaimedParts;
  /** Names an action's definition once. @throws code `input` for a second action of the name */
  register(definition: Definition): void;
}

/** Guards bodies: capture → judge → ask → wait → claim → run → record. */
export const guardOf = (parts: GuardParts): Guard =>
  guardWith((body, action) => {
    const definition = definitionOf(action);
    parts.register(definition);
    return (input, options) => {
      const about = { action: definition.name, callId: `call_${salted()}` };
      return perform(parts, { definition, body, about }, input, options).catch((error: unknown) => {
        throw ofCall(error, about);
      });
    };
  });

/** What is guarded, and the call that is made of it. */
interface Guarded {
  readonly definition: Definition;
  readonly body: Body<unknown>;
  readonly about: About;
}

async function perform(
  parts: GuardParts,
  { definition, body, about }: Guarded,
  input: unknown,
  options: CallOptions,
): Promise<Done> {
  const inside = insideNow();
  checkOptions(options, about);
  const { signal } = options;
  mustGoOn(signal, about);
  const still = <T>(answer: T | Promise<T>) => wanted(answer, signal, about, parts.clock);
  const { name, effect } = definition;
  const gathered = await still(parts.contextOf({ name, effect }, about, options.context));
  const call = await still(parsedInTime(capture(definition, input, gathered, about), parts.clock, about));
  madeInside(call, inside);
  const bound = bind(call, parts.deployment);
  const judging = parts.judging.judge(call, bound.digest, countingOf(call, options, parts.deployment));
  const judged = await whileWanted(judging, call, signal, parts.clock);
  const opening = parts.recorder.open();
  const settled = () => settle(parts, call, bound, judged, body, options);
  const go = opening ? async () => andThen(still(opening), settled) : settled;
  return judged.forget ? counted(call, judged.forget, go) : go();
}

/** A call whose caller gave up while it was judged counts for nothing. */
function whileWanted(
  judging: Explained | Promise<Explained>,
  call: Call,
  signal: AbortSignal | undefined,
  clock: Clock,
): Explained | Promise<Explained> {
  const answer = wanted(judging, signal, aboutOf(call), clock);
  if (answer === judging || !(answer instanceof Promise)) return answer;
  const forgotten = async () => (await judging).forget?.([call.id]);
  return answer.catch((error: unknown) => {
    if (isCountersignError(error, "cancelled")) forgotten().catch(() => undefined);
    throw error;
  });
}

/** What the verdict leads to. */
async function settle(
  parts: GuardParts,
  call: Call,
  bound: Bound,
  judged: Explained,
  body: Body<unknown>,
  options: CallOptions,
): Promise<Done> {
  const { signal } = options;
  if (judged.verdict === "deny") return wanted(deny(parts, call, bound, judged), signal, aboutOf(call), parts.clock);
  if (judged.verdict === "allow" && !call.definition.once)
    return { value: await allow(parts, call, bound, judged, body, options) };
  const asking = mustAsk(parts);
  const right = await rightTo(call, bound, judged, options, asking).catch((error: unknown) =>
    refuse(parts, call, bound, judged, error),
  );
  const { asked } = right.request;
  const released =
    "stored" in right ? await releaseAgain(right, asking) : await runClaimed(body, call, right, signal, asking);
  const value = resultOf(released, aboutOf(call), right.request.id);
  return asked.revision > 1 ? { value, modified: asked.args } : { value };
}

/** What an event says of a verdict that asks nobody. */
const judgementOf = ({ policy }: GuardParts, { rules, shadow }: Judged, verdict: Judgement["verdict"]): Judgement => ({
  verdict,
  rules,
  policy,
  ...(shadow && { shadow }),
});

async function deny(parts: GuardParts, call: Call, bound: Bound, judged: Judged): Promise<never> {
  const error = deniedBy(judged, aboutOf(call));
  await recordDenial(call, bound, { ...judgementOf(parts, judged, "deny"), reason: error.reason }, parts);
  throw error;
}

/** What could not even be asked is a denial without a request: recorded before the caller hears of it. */
async function refuse(parts: GuardParts, call: Call, bound: Bound, judged: Judged, error: unknown): Promise<never> {
  const unasked =
    isCountersignError(error, "unsatisfiable") || (isCountersignError(error, "denied") && !error.requestId);
  if (unasked) await recordDenial(call, bound, { ...judgementOf(parts, judged, "ask"), reason: error.reason }, parts);
  if (isCountersignError(error, "denied") && error.by === "people") await remember(parts, call, error.requestId);
  throw error;
}

/** What people denied, before the caller hears of it. */
async function remember(parts: GuardParts, { args }: Call, requestId: string | undefined): Promise<void> {
  const found = requestId && (await parts.asking?.records.look(requestId).catch(() => undefined));
  if (found) await keepDenied(found.request, args, parts);
}

async function allow(
  parts: GuardParts,
  call: Call,
  bound: Bound,
  judged: Judged,
  body: Body<unknown>,
  options: CallOptions,
): Promise<unknown> {
  const tainting = parts.judging.starting(call);
  if (tainting) await wanted(tainting, options.signal, aboutOf(call), parts.clock);
  mustGoOn(options.signal, aboutOf(call));
  const key = () => keysOf(call, parts.deployment, keyOf(call, options)).run;
  const facts = { key, ...(options.signal && { signal: options.signal }) };
  return resultOf(
    await runAllowed(body, call, bound, judgementOf(parts, judged, "allow"), facts, parts),
    aboutOf(call),
  );
}

function mustAsk({ asking }: GuardParts): NonNullable<GuardParts["asking"]> {
  if (asking) return asking;
  throw failure("unavailable", { action: "", callId: "" }, "people cannot be asked: give a store and a directory", {
    part: "store",
    cause: undefined,
  });
}
