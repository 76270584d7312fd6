import { tool } from "@langchain/core/tools";
import { Command, MemorySaver } from "@langchain/langgraph";
import { type AgentMiddleware, createAgent, humanInTheLoopMiddleware } from "langchain";
import * as z from "zod";
import { type Countersign, proven, type Transport } from "../src/index.js";
import { ask, policy } from "../src/policy.js";
import { ScriptedModel } from "../test/agents/scripted-model.js";
import { APPROVER, deployed, nowhere } from "./deployed.js";
import { interleaved, type Row } from "./lib.js";
import { ARGS, concurrently, exportLogs, floor } from "./sample.js";

const CALLERS = 64;

/** The whole cycle of a call that a person approves at once, against the floor and against LangChain's own. */
export async function approved(rounds: number): Promise<readonly Row[]> {
  const { call, close } = guarded();
  const timing = await interleaved(
    [
      { name: "floor", times: 256, run: floor },
      { name: "approved", times: CALLERS, run: concurrently(CALLERS, call) },
      { name: "langchain", times: 1, run: concurrently(1, langchainCycle) },
    ],
    rounds,
  );
  await close();
  const { min } = timing("approved");
  const [unit, theirs] = [timing("floor").min, timing("langchain").min];
  return [
    {
      what: `approved call, memory, whole cycle, ${CALLERS} callers`,
      value: min / unit,
      unit: "x floor",
      goal: "<= 30",
      note: `${min.toFixed(0)} us`,
    },
    {
      what: "the same against LangChain's cycle",
      value: min / theirs,
      unit: "x LangChain",
      goal: "<= 0.125",
      note: `${theirs.toFixed(0)} us`,
    },
  ];
}

const identity = () => proven({ ...APPROVER, proof: "L2", evidence: {} });

/** Brings a request to somebody who approves it at once. */
export function eager(desk: () => Pick<Countersign["desk"], "review">): Transport {
  return {
    name: "eager",
    capabilities: { proof: "L2", modify: false, update: false },
    async deliver({ requestId, digest, revision }) {
      queueMicrotask(() => void desk().review(requestId, { decision: "approve", by: identity(), digest, revision }));
      return { id: requestId, at: "confirmed" };
    },
  };
}

export const asking = policy({
  id: "asking",
  rules: [ask("exports", { on: exportLogs, require: { approvers: { group: "data" }, within: "30m" } })],
});

function guarded() {
  const cs: Countersign = deployed({ policy: asking, transports: [eager(() => cs.desk)], audit: { log: nowhere() } });
  const call = cs.guard(({ limit }) => limit, exportLogs);
  let calls = 0;
  return { call: () => call(ARGS, { key: String(calls++) }), close: () => cs.close() };
}

let threads = 0;

// Its types do not resolve under exactOptionalPropertyTypes.
const REVIEWED = { interruptOn: { export_logs: true } };

async function langchainCycle(): Promise<void> {
  const agent = createAgent({
    model: new ScriptedModel([{ id: "c1", name: "export_logs", args: ARGS }], "done"),
    tools: [
      tool((() => "exported") as (args: unknown) => unknown, {
        name: "export_logs",
        description: "Export logs",
        schema: z.object({ limit: z.number() }),
      }),
    ],
    middleware: [humanInTheLoopMiddleware(REVIEWED as never) as AgentMiddleware],
    checkpointer: new MemorySaver(),
  });
  const config = { configurable: { thread_id: String(threads++) } };
  await agent.invoke({ messages: [{ role: "user", content: "export" }] }, config);
  const { messages } = await agent.invoke(new Command({ resume: { decisions: [{ type: "approve" }] } }), config);
  if (messages.at(-1)?.content !== "done") throw new Error("LangChain's cycle did not end as scripted");
}
