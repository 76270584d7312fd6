import { type BaseMessage, ToolMessage } from "@langchain/core/messages";
import { type StructuredToolInterface, tool } from "@langchain/core/tools";
import { MemorySaver } from "@langchain/langgraph";
import { type AgentMiddleware, createAgent } from "langchain";
import * as z from "zod";
import { countersignMiddleware, guardedTool } from "../../src/agents/langchain.js";
import type { Duration } from "../../src/index.js";
import { person } from "../../src/testing/testing.js";
import { type Said, ScriptedModel, type ToolCall } from "./scripted-model.js";
import { type Refund, refund, type World } from "./world.js";

export const calls = (...all: readonly [id: string, args: Record<string, unknown>, name?: string][]): ToolCall[] =>
  all.map(([id, args, name = "refund"]) => ({ id, name, args }));
export const large = { order: "o1", amount: 500 };
export const small = { order: "o1", amount: 5 };

export interface Given {
  /** What the tool does; a text unless said. */
  readonly body?: (args: Refund) => unknown;
  readonly thread?: string;
  readonly signal?: AbortSignal;
  /** Where the thread's checkpoints are kept; its own unless said. */
  readonly checkpointer?: MemorySaver;
  /** Goes on from the thread's last checkpoint, as another process does after a crash. */
  readonly from?: "checkpoint";
  /** For a guarded tool alone. */
  readonly hold?: Duration;
  /** For the raw tool alone. */
  readonly schema?: z.ZodType<Refund>;
}

const running = (one: World, body: Given["body"]) => (args: Refund) => {
  one.ran.push(args);
  return body ? body(args) : `refunded ${args.order}`;
};
const note = tool(({ text }: { text: string }) => `noted ${text}`, {
  name: "note",
  description: "Note a text",
  schema: z.object({ text: z.string() }),
});
const named = { name: "refund", description: "Refund an order" };

/** LangChain's real loop over "refund" and the unguarded "note". */
type Loop = (one: World, given: Given, ...script: readonly Said[]) => ReturnType<ReturnType<typeof agentOf>>;

function agentOf(
  { thread, signal, checkpointer, from }: Given,
  refunding: StructuredToolInterface,
  ...middleware: AgentMiddleware[]
) {
  const config = { ...(thread && { configurable: { thread_id: thread } }), ...(signal && { signal }) };
  return (...script: readonly Said[]) =>
    createAgent({
      model: new ScriptedModel(...script),
      tools: [refunding, note],
      middleware,
      ...(thread && { checkpointer: checkpointer ?? new MemorySaver() }),
    }).invoke(from ? (null as never) : { messages: [{ role: "user", content: "refund" }] }, config);
}

/** "refund" is a guarded tool, called for "owner". */
export const overTool: Loop = (one, given, ...script) => {
  const { hold } = given;
  const guarded = one.cs.guard(running(one, given.body), refund);
  const made = guardedTool(guarded, {
    ...named,
    context: { user: person("owner") },
    ...(hold !== undefined && { hold }),
  });
  return agentOf(given, made)(...script);
};

/** "refund" is a raw tool, guarded by the middleware. */
export const overMiddleware: Loop = (one, given, ...script) => {
  const schema = given.schema ?? z.object({ order: z.string(), amount: z.number(), iban: z.string().optional() });
  const raw = tool(running(one, given.body) as (args: unknown) => unknown, { ...named, schema });
  return agentOf(given, raw, countersignMiddleware(one.cs, { refund }))(...script);
};

export const toolMessages = (messages: readonly BaseMessage[]): ToolMessage[] =>
  messages.filter((one) => ToolMessage.isInstance(one));

/** The tool messages that a loop ends with. */
export const telling =
  (loop: Loop) =>
  async (...args: Parameters<Loop>): Promise<ToolMessage[]> =>
    toolMessages((await loop(...args)).messages);
