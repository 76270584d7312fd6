import type { Bound, Call, Deployment } from "../action/capture.js";
import type { Listen } from "../approval/records.js";
import type { Wheel } from "../approval/wheel.js";
import { traceOf } from "../audit/event.js";
import type { Recorder } from "../audit/record.js";
import { entering } from "./inside.js";
import { callFields, type Judgement, outcomeFields } from "./journal.js";
import { afterwards, logOutcome, stateOf } from "./outcome.js";
import { type ReleaseParts, release } from "./release.js";
import type { Released } from "./released.js";
import { type Body, type Run, run } from "./run.js";

export interface AllowedParts extends ReleaseParts {
  readonly deployment: Deployment;
  readonly recorder: Recorder;
  readonly listen: Listen;
  readonly wheel: Wheel;
}

/** An allowed call: on disk, run, outcome. Two events, one wait, no store. */
export async function runAllowed<R>(
  body: Body<R>,
  call: Call,
  bound: Bound,
  judgement: Judgement,
  facts: { key: () => string; signal?: AbortSignal },
  parts: AllowedParts,
): Promise<Released<R>> {
  const { recorder, deployment, listen, wheel } = parts;
  const [callId, trace] = [call.id, traceOf(call.context.trace)];
  const logged = callFields(call, bound, deployment, judgement);
  recorder.append({ type: "execution.started", callId, fields: logged, ...trace });
  listen("execution.started", { callId }, logged);
  await recorder.durable();
  const since = performance.now();
  const known = new AllowedRun(callId, facts.key, facts.signal);
  const ran = await entering(call, undefined, () => run(body, call.args, known));
  const ms = Math.round(performance.now() - since);
  const about = { action: call.definition.name, callId };
  return afterwards(about, async () => {
    const leaving = release(ran, call, { id: callId }, parts);
    const released = leaving instanceof Promise ? await leaving : leaving;
    const type = `execution.${stateOf(released)}` as const;
    await logOutcome(call.definition, recorder, wheel, () => {
      const outcome = outcomeFields(callId, ms, released);
      recorder.append({ type, callId, fields: outcome, ...trace });
      listen(type, { callId }, outcome);
    });
    return released;
  });
}

/** A denial by policy, recorded before the caller hears of it. */
export async function recordDenial(
  call: Call,
  bound: Bound,
  judgement: Judgement,
  { recorder, deployment, listen }: AllowedParts,
): Promise<void> {
  const logged = callFields(call, bound, deployment, judgement);
  recorder.append({ type: "call.denied", callId: call.id, fields: logged, ...traceOf(call.context.trace) });
  listen("call.denied", { callId: call.id }, logged);
  await recorder.durable();
}

/** Key and signal are made only when a body asks for them. */
class AllowedRun implements Run {
  readonly callId: string;
  readonly fence = 0;
  readonly modified = false;
  readonly approvedBy = NOBODY;
  readonly #key: () => string;
  #signal: AbortSignal | undefined;

  constructor(callId: string, key: () => string, signal: AbortSignal | undefined) {
    this.callId = callId;
    this.#key = key;
    this.#signal = signal;
  }
  get key(): string {
    return this.#key();
  }
  get signal(): AbortSignal {
    this.#signal ??= new AbortController().signal;
    return this.#signal;
  }
}

const NOBODY: Run["approvedBy"] = Object.freeze([]);
