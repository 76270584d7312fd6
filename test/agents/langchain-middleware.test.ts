import { type BaseMessage, ToolMessage } from "@langchain/core/messages";
import { tool } from "@langchain/core/tools";
import { Command, interrupt, MemorySaver } from "@langchain/langgraph";
import { createAgent } from "langchain";
import { expect, test } from "vitest";
import * as z from "zod";
import { countersignMiddleware } from "../../src/agents/langchain.js";
import type { Action } from "../../src/index.js";
import { approve, deny, modify } from "../../src/testing/testing.js";
import { type Said, ScriptedModel, type ToolCall } from "./scripted-model.js";
import { type Refund, refund, type World, world } from "./world.js";

const calls = (...all: readonly [id: string, args: Record<string, unknown>, name?: string][]): ToolCall[] =>
  all.map(([id, args, name = "refund"]) => ({ id, name, args }));
const large = { order: "o1", amount: 500 };
const small = { order: "o1", amount: 5 };

interface Given {
  /** The raw tool's body. */
  readonly body?: (args: Refund) => unknown;
  readonly thread?: string;
  readonly signal?: AbortSignal;
  readonly schema?: z.ZodType<Refund>;
}

/** LangChain's real loop over raw tools, "refund" guarded by the middleware and "note" not named. */
async function invoke(one: World, given: Given, ...script: readonly Said[]) {
  const { body = ({ order }: Refund) => `refunded ${order}`, thread, signal } = given;
  const raw = (args: Refund): unknown => {
    one.ran.push(args);
    return body(args);
  };
  const schema = given.schema ?? z.object({ order: z.string(), amount: z.number(), iban: z.string().optional() });
  const agent = createAgent({
    model: new ScriptedModel(...script),
    tools: [
      tool(raw as (args: unknown) => unknown, { name: "refund", description: "Refund an order", schema }),
      tool(({ text }: { text: string }) => `noted ${text}`, {
        name: "note",
        description: "Note a text",
        schema: z.object({ text: z.string() }),
      }),
    ],
    middleware: [countersignMiddleware(one.cs, { refund })],
    ...(thread && { checkpointer: new MemorySaver() }),
  });
  const config = { ...(thread && { configurable: { thread_id: thread } }), ...(signal && { signal }) };
  return agent.invoke({ messages: [{ role: "user", content: "refund" }] }, config);
}
const toolMessages = (messages: readonly BaseMessage[]): ToolMessage[] =>
  messages.filter((one) => ToolMessage.isInstance(one));
const told = async (...args: Parameters<typeof invoke>) => toolMessages((await invoke(...args)).messages);

test("an allowed call runs and its message is the tool's own", async () => {
  const one = world();
  const [message] = await told(one, {}, calls(["c1", small]), "done");
  expect(message).toMatchObject({ content: "refunded o1", status: "success", tool_call_id: "c1", name: "refund" });
  expect(one.ran).toEqual([small]);
});

test("a tool that is not named runs unguarded", async () => {
  const one = world();
  const [message] = await told(one, {}, calls(["c1", { text: "hi" }, "note"]), "done");
  expect(message?.content).toBe("noted hi");
  expect(one.parts.audit.log.events).toEqual([]);
});

test("an approved call runs, and the log knows its thread, tool call and model", async () => {
  const one = world();
  one.people.will(approve("ana"));
  const [message] = await told(one, { thread: "t1" }, calls(["c1", large]), "done");
  expect(message?.content).toBe("refunded o1");
  expect(one.events("approval.requested")).toMatchObject([{ session: "t1", tool_call: "c1", model: "scripted-1" }]);
});

test("a denied call does not reach the tool and the model is told the reason, as an error", async () => {
  const one = world();
  one.people.will(deny("ana", "call them first"));
  const [message] = await told(one, {}, calls(["c1", large]), "done");
  expect(message).toMatchObject({ status: "error", tool_call_id: "c1", name: "refund" });
  expect(message?.content).toBe(
    "Denied. It was not executed. Do not try again with the same arguments. Reason: call them first",
  );
  expect(one.ran).toEqual([]);
});

test("a call nobody decides on expires, and the model is not told to try again", async () => {
  const one = world();
  const done = told(one, {}, calls(["c1", large]), "done");
  await one.people.next();
  await one.clock.advance("31m");
  const [message] = await done;
  expect(message).toMatchObject({
    status: "error",
    content: expect.stringMatching(/^Nobody decided in time\. It was not executed\./),
  });
  expect(message?.content).not.toMatch(/please|try again|mistake/i);
});

test("a modified call reaches the tool with the people's arguments and the model is told so, without the secret ones", async () => {
  const one = world();
  one.people.will(modify("ana", { order: "o1", amount: 200, iban: "[secret]" }), approve("bo"));
  const [message] = await told(one, {}, calls(["c1", { ...large, iban: "DE00" }]), "done");
  expect(one.ran).toEqual([{ order: "o1", amount: 200, iban: "DE00" }]);
  expect(message?.content).toBe(
    'Executed with arguments modified by a reviewer: {"amount":200,"iban":"[secret]","order":"o1"} Do not repeat it with the original arguments. Result: refunded o1',
  );
});

test.each([
  [
    "a list of content blocks",
    [{ type: "text", text: "made" }],
    [
      { type: "text", text: expect.stringMatching(/^Executed with/) },
      { type: "text", text: "made" },
    ],
  ],
  [
    "a command",
    new Command({ update: { messages: [new ToolMessage({ content: "made", tool_call_id: "c1" })] } }),
    expect.stringMatching(/^Executed with .* Result: made$/),
  ],
])("a modified call says so in %s", async (_what, result, content) => {
  const one = world();
  one.people.will(modify("ana", { order: "o1", amount: 200 }), approve("bo"));
  const [message] = await told(one, { body: () => result }, calls(["c1", large]), "done");
  expect(message?.content).toEqual(content);
});

test("parallel calls are decided on their own, guarded or not", async () => {
  const one = world();
  const done = told(one, {}, calls(["c1", large], ["c2", large], ["c3", { text: "hi" }, "note"]), "done");
  const asked = [await one.people.next(), await one.people.next()];
  expect(one.events("approval.requested").map((data) => data["tool_call"])).toEqual(["c1", "c2"]);
  await asked[0]?.answer(deny("ana", "once is enough"));
  await asked[1]?.answer(approve("bo"));
  expect((await done).map(({ content }) => content)).toEqual([
    expect.stringContaining("once is enough"),
    "refunded o1",
    "noted hi",
  ]);
  expect(one.ran).toEqual([large]);
});

test("a tool that throws is told as executed and failed, and the run goes on", async () => {
  const one = world();
  one.people.will(approve("ana"));
  const body = () => {
    throw new Error("the bank is closed");
  };
  const [message] = await told(one, { body }, calls(["c1", large]), "done");
  expect(message).toMatchObject({ status: "error", content: expect.stringMatching(/^It was executed and failed\./) });
  expect(message?.content).not.toMatch(/bank|please/i);
});

test("arguments that the action's schema refuses never reach the tool", async () => {
  const one = world();
  const [message] = await told(one, {}, calls(["c1", { order: "o1", amount: -1 }]), "done");
  expect(message).toMatchObject({
    status: "error",
    content: expect.stringMatching(/^The arguments are not valid\. It was not executed\./),
  });
  expect(one.ran).toEqual([]);
});

test("arguments that only the tool's own schema refuses are told as not executed", async () => {
  const one = world();
  const schema = z.object({ order: z.string().startsWith("A"), amount: z.number() });
  const [message] = await told(one, { schema }, calls(["c1", small]), "done");
  expect(message).toMatchObject({
    status: "error",
    content: expect.stringMatching(/^The tool's own schema refused the arguments\. It was not executed\./),
  });
  expect(one.ran).toEqual([]);
});

test("an abort of the run cancels the request that waits", async () => {
  const one = world();
  const gaveUp = new AbortController();
  const cancelled = one.heard("call.cancelled");
  const done = invoke(one, { signal: gaveUp.signal }, calls(["c1", large]), "done");
  const asked = await one.people.next();
  gaveUp.abort();
  await expect(done).rejects.toThrow(/abort/i);
  await cancelled;
  expect(await asked.answer(approve("ana"))).toMatchObject({ result: "too_late" });
  expect(one.ran).toEqual([]);
});

test("the same thread and tool call in another process continues the request and runs it once", async () => {
  const first = world();
  const left = invoke(first, { thread: "t1" }, calls(["c1", large]), "done");
  const asked = await first.people.next();
  const again = told(world(undefined, first), { thread: "t1" }, calls(["c1", large]), "done");
  await asked.answer(approve("ana"));
  const contents = [...toolMessages((await left).messages), ...(await again)].map(({ content }) => content);
  expect(contents.sort()).toEqual([expect.stringMatching(/^It was executed\..*Do not run it again\./), "refunded o1"]);
  expect([first.ran, first.people.asked.length]).toEqual([[large], 1]);
});

test("an interrupt of the graph is the graph's, not an outcome", async () => {
  const result = await invoke(
    world(),
    { body: () => interrupt("which account?"), thread: "t1" },
    calls(["c1", small]),
    "done",
  );
  expect(result).toMatchObject({ __interrupt__: [{ value: "which account?" }] });
  expect(toolMessages(result.messages)).toEqual([]);
});

test("a runtime context cannot switch it off", async () => {
  const one = world();
  one.people.will(deny("ana", "no"));
  const agent = createAgent({
    model: new ScriptedModel(calls(["c1", large]), "done"),
    tools: [
      tool(() => one.ran.push(large), {
        name: "refund",
        description: "Refund an order",
        schema: z.object({ order: z.string(), amount: z.number() }),
      }),
    ],
    middleware: [countersignMiddleware(one.cs, { refund })],
    contextSchema: z.object({ interruptOn: z.any(), actions: z.any() }),
  });
  await agent.invoke(
    { messages: [{ role: "user", content: "refund" }] },
    { context: { interruptOn: {}, actions: {} } },
  );
  expect(one.ran).toEqual([]);
});

test.each([
  ["no action at all", {}, "name the tools to guard"],
  ["what is no action", { refund: { name: "refund.issue", effect: "money" } as Action }, "this is not an action"],
])("%s is refused when the middleware is made", (_what, actions, message) => {
  expect(() => countersignMiddleware(world().cs, actions)).toThrow(message);
});
