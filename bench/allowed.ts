import { definitionOf } from "../src/action/action.js";
import { bind, capture } from "../src/action/capture.js";
import { contextOf } from "../src/action/gather.js";
import { salted } from "../src/action/redaction.js";
import { systemClock } from "../src/clock.js";
import { run } from "../src/execution/run.js";
import { judging } from "../src/policy/verdict.js";
import { DEPLOYMENT, deployed, nowhere } from "./deployed.js";
import { bestOfThree, type Case, interleaved, type Row } from "./lib.js";
import { ARGS, CONTEXT, concurrently, exportLogs, floor, hundred, OWN, STANDING } from "./sample.js";

const CALLERS = 64;
const body = ({ limit }: { limit: number }) => limit;

/** Rows of an allowed call, in units of the floor. */
export async function allowed(rounds: number): Promise<readonly Row[]> {
  const whole = wholeCall();
  const cases: Case[] = [
    { name: "floor", times: 256, run: floor },
    { name: "judged", times: 128, run: judged },
    { name: "whole", times: CALLERS, run: whole.run },
    { name: "own context", times: CALLERS, run: whole.runInContext },
  ];
  const rows = await bestOfThree(async () => {
    const timing = await interleaved(cases, rounds);
    const floors = (name: string) => timing(name).min / timing("floor").min;
    const us = (name: string) => `${timing(name).min.toFixed(1)} us, floor ${timing("floor").min.toFixed(2)} us`;
    return [
      {
        what: "capture + judge (100 rules) + run, no audit",
        value: floors("judged"),
        unit: "x floor",
        goal: "<= 1.5",
        slack: 1.25,
        note: us("judged"),
      },
      {
        what: "whole allowed call, memory log, 64 callers",
        value: floors("whole"),
        unit: "x floor",
        goal: "<= 4",
        slack: 1.25,
        note: us("whole"),
      },
      {
        what: "the same, each call with its own user, session and run",
        value: floors("own context"),
        unit: "x floor",
        goal: "<= 5",
        note: us("own context"),
      },
    ];
  });
  await whole.close();
  return rows;
}

const definition = definitionOf(exportLogs);
const { judge } = judging({ policies: [hundred], judges: [], deployment: DEPLOYMENT, clock: systemClock });
const gathered = contextOf({ context: CONTEXT });

const SIGNAL = new AbortController().signal; // the guard makes one only for a body that asks

async function judged(times: number): Promise<void> {
  for (let i = 0; i < times; i++) {
    const about = { action: definition.name, callId: `call_${salted()}` };
    const call = await capture(definition, ARGS, await gathered(exportLogs, about), about);
    const { digest } = bind(call, DEPLOYMENT);
    const { verdict } = await judge(call, digest, { how: "look", id: call.id });
    if (verdict !== "allow") throw new Error(`the sample call is to be allowed: ${verdict}`);
    await run(body, call.args, { callId: call.id, key: "", fence: 0, modified: false, approvedBy: [], signal: SIGNAL });
  }
}

function wholeCall() {
  const cs = deployed({ audit: { log: nowhere() } });
  const standing = deployed({ context: STANDING, audit: { log: nowhere() } });
  const call = cs.guard(body, exportLogs);
  const callInContext = standing.guard(body, exportLogs);
  return {
    run: concurrently(CALLERS, () => call(ARGS)),
    runInContext: concurrently(CALLERS, () => callInContext(ARGS, { context: OWN })),
    close: () => Promise.all([cs.close(), standing.close()]),
  };
}
