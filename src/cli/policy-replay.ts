import { verifyLogs } from "../audit/verify.js";
import { policiesHash } from "../policy/hash.js";
import { type Decision, decisionsIn } from "./decisions.js";
import { keysOf } from "./key.js";
import { targetOf } from "./logs.js";
import { type Loaded, loaded } from "./policies.js";
import { argumentsOf, TRY } from "./policy-arguments.js";
import { possible } from "./possible.js";
import { coloured, problemLine, uncoloured } from "./print.js";
import { type Records, recordsIn } from "./recorded.js";
import { type Replay, replayLines } from "./replay-print.js";
import { Unusable } from "./unusable.js";
import type { Output } from "./verify.js";

/** @throws Unusable when something could not be read, or is refused */
export async function replay(args: readonly string[], { out, error, style }: Output): Promise<0 | 1> {
  const names = ["log", "store", "key", "against", "policy", "actions", "predicates", "json"] as const;
  const { values, positionals } = argumentsOf(args, names);
  const { log, against = [], policy: before = [], key = [], actions, predicates } = values;
  if (positionals.length > 0) throw new Unusable(`what is ${positionals[0]}? ${TRY}`);
  if (log === undefined) throw new Unusable(`give --log, a log or a folder of logs. ${TRY}`);
  if (against.length === 0) throw new Unusable(`give --against, the policy to judge by. ${TRY}`);
  const by = await loaded({ policies: against, actions, predicates });
  const under = before.length === 0 ? undefined : await loaded({ policies: before, actions, predicates });
  const { logs, store } = targetOf(log);
  if (key.length > 0) await mustVerify(logs, key, (line) => error(`countersign policy: ${line}`));
  const records = await recordsIn(values.store ?? store, by.actions);
  try {
    const found = await replayed(decisionsIn(logs), { by, records, under: under && policiesHash(under.policies) });
    const whole: Replay = { ...found, log: key.length > 0 ? "verified" : "not verified" };
    if (values.json) out(JSON.stringify(whole));
    else for (const line of replayLines(whole, style === "colours" ? coloured : uncoloured)) out(line);
    return found.flipped.length > 0 ? 1 : 0;
  } finally {
    records.close();
  }
}

async function mustVerify(
  logs: ReturnType<typeof targetOf>["logs"],
  keys: readonly string[],
  warn: (line: string) => void,
): Promise<void> {
  const { problems } = await verifyLogs(logs, { keys: keys.flatMap((file) => keysOf(file, warn)) });
  if (problems.length === 0) return;
  const lines = problems.map((problem) => problemLine(problem, uncoloured));
  throw new Unusable(["the log is not what was written", ...lines].join("\n"));
}

interface Basis {
  readonly by: Loaded;
  readonly records: Records;
  /** Only calls judged by the policies of this hash. */
  readonly under: string | undefined;
}

async function replayed(
  decisions: AsyncIterable<Decision>,
  { by, records, under }: Basis,
): Promise<Omit<Replay, "log">> {
  const [flipped, unknown]: [Replay["flipped"][number][], Replay["unknown"][number][]] = [[], []];
  let [same, others] = [0, 0];
  for await (const decision of decisions) {
    if (under !== undefined && decision.policy !== under) {
      others++;
      continue;
    }
    const { verdict, rules } = await possible(await records.recorded(decision), by.judge);
    const { callId, requestId, action, verdict: was } = decision;
    const call = { callId, ...(requestId !== undefined && { requestId }), action, was };
    if (verdict === "unknown") unknown.push({ ...call, dependsOn: rules });
    else if (verdict === was) same++;
    else flipped.push({ ...call, now: verdict, rules });
  }
  return { same, flipped, unknown, others };
}
