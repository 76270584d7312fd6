import { type BaseMessage, ToolMessage } from "@langchain/core/messages";
import { Command, interrupt, MemorySaver } from "@langchain/langgraph";
import { type } from "arktype";
import { createAgent } from "langchain";
import * as v from "valibot";
import { expect, test } from "vitest";
import { definitionOf } from "../../src/action/action.js";
import { guardedTool } from "../../src/agents/langchain.js";
import { action, type Duration } from "../../src/index.js";
import { approve, deny, modify, person } from "../../src/testing/testing.js";
import { type Said, ScriptedModel, type ToolCall } from "./scripted-model.js";
import { type Refund, refund, type World, world } from "./world.js";

const calls = (...all: readonly [id: string, args: Record<string, unknown>][]): ToolCall[] =>
  all.map(([id, args]) => ({ id, name: "refund", args }));
const large = { order: "o1", amount: 500 };
const small = { order: "o1", amount: 5 };

interface Given {
  readonly hold?: Duration;
  readonly thread?: string;
  readonly signal?: AbortSignal;
}

/** LangChain's real loop over one guarded tool; the tool messages it ends with. */
async function told(
  { issue }: World,
  { hold, thread, signal }: Given,
  ...script: readonly Said[]
): Promise<ToolMessage[]> {
  const tool = guardedTool(issue, {
    name: "refund",
    description: "Refund an order",
    context: { user: person("owner") },
    ...(hold !== undefined && { hold }),
  });
  const agent = createAgent({
    model: new ScriptedModel(...script),
    tools: [tool],
    ...(thread && { checkpointer: new MemorySaver() }),
  });
  const config = { ...(thread && { configurable: { thread_id: thread } }), ...(signal && { signal }) };
  const { messages } = await agent.invoke({ messages: [{ role: "user", content: "refund" }] }, config);
  return toolMessages(messages);
}
const toolMessages = (messages: readonly BaseMessage[]): ToolMessage[] =>
  messages.filter((one) => ToolMessage.isInstance(one));

test("an allowed call runs and the model gets its result as JSON", async () => {
  const one = world();
  const [message] = await told(one, {}, calls(["c1", small]), "done");
  expect(message).toMatchObject({
    content: '{"order":"o1","refunded":5}',
    status: "success",
    tool_call_id: "c1",
    name: "refund",
  });
  expect(one.ran).toEqual([small]);
});

test("an approved call runs, and the log knows its thread, tool call and model", async () => {
  const one = world();
  one.people.will(approve("ana"));
  const [message] = await told(one, { thread: "t1" }, calls(["c1", large]), "done");
  expect(message).toMatchObject({ content: '{"order":"o1","refunded":500}', status: "success" });
  expect(one.events("approval.requested")).toMatchObject([
    { session: "t1", tool_call: "c1", model: "scripted-1", actors: { user: person("owner") } },
  ]);
});

test.each([
  ["a text", () => 'say "hi"', 'say "hi"'],
  ["an empty list", () => [], "[]"],
  ["rows that look like content blocks", () => [{ type: "text", text: "a row" }], '[{"type":"text","text":"a row"}]'],
  ["nothing", () => undefined, "It was executed and returned nothing."],
])("a result of %s reaches the model as text", async (_what, body, content) => {
  const [message] = await told(world(body), {}, calls(["c1", small]), "done");
  expect(message?.content).toBe(content);
});

test("a message that the body makes itself is passed on as it is", async () => {
  const made = new ToolMessage({ content: "made", tool_call_id: "c1", artifact: { rows: 3 } });
  const [message] = await told(
    world(() => made),
    {},
    calls(["c1", small]),
    "done",
  );
  expect(message).toMatchObject({ content: "made", artifact: { rows: 3 } });
});

test("a denied call does not run and the model is told the reviewer's reason, as an error", async () => {
  const one = world();
  one.people.will(deny("ana", "call them first"));
  const [message] = await told(one, {}, calls(["c1", large]), "done");
  expect(message).toMatchObject({ status: "error", tool_call_id: "c1", name: "refund" });
  expect(message?.content).toBe(
    "Denied. It was not executed. Do not try again with the same arguments. Reason: call them first",
  );
  expect(one.ran).toEqual([]);
});

test("a call that policy denies does not run", async () => {
  const one = world();
  const [message] = await told(one, {}, calls(["c1", { order: "blocked", amount: 1 }]), "done");
  expect(message).toMatchObject({
    status: "error",
    content: expect.stringMatching(/^Denied\. It was not executed\. Do not try again/),
  });
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

test("a modified call runs with the people's arguments and the model is told so, without the secret ones", async () => {
  const one = world();
  one.people.will(modify("ana", { order: "o1", amount: 200, iban: "[secret]" }), approve("bo"));
  const [message] = await told(one, {}, calls(["c1", { ...large, iban: "DE00" }]), "done");
  expect(one.ran).toEqual([{ order: "o1", amount: 200, iban: "DE00" }]);
  expect(message?.content).toBe(
    'Executed with arguments modified by a reviewer: {"amount":200,"iban":"[secret]","order":"o1"} Do not repeat it with the original arguments. Result: {"order":"o1","refunded":200}',
  );
});

test("a modified call says so in the body's own message too", async () => {
  const one = world(
    () => new Command({ update: { messages: [new ToolMessage({ content: "made", tool_call_id: "c1" })] } }),
  );
  one.people.will(modify("ana", { order: "o1", amount: 200 }), approve("bo"));
  const [message] = await told(one, {}, calls(["c1", large]), "done");
  expect(message?.content).toMatch(/^Executed with arguments modified by a reviewer: .* Result: made$/);
});

test("identical parallel calls have their own ids and are decided on their own", async () => {
  const one = world();
  const done = told(one, {}, calls(["c1", large], ["c2", large]), "done");
  const asked = [await one.people.next(), await one.people.next()];
  expect(one.events("approval.requested").map((data) => data["tool_call"])).toEqual(["c1", "c2"]);
  await asked[0]?.answer(deny("ana", "once is enough"));
  await asked[1]?.answer(approve("bo"));
  expect((await done).map(({ content, status }) => [content, status])).toEqual([
    [expect.stringContaining("once is enough"), "error"],
    ['{"order":"o1","refunded":500}', "success"],
  ]);
  expect(one.ran).toEqual([large]);
});

test("a body that throws is told as executed and failed, and the run goes on", async () => {
  const one = world(() => {
    throw new Error("the bank is closed");
  });
  one.people.will(approve("ana"));
  const [message] = await told(one, {}, calls(["c1", large]), "done");
  expect(message).toMatchObject({ status: "error", content: expect.stringMatching(/^It was executed and failed\./) });
  expect(message?.content).not.toMatch(/bank|please/i);
});

test("arguments that the schema refuses are LangChain's own error, and nothing runs", async () => {
  const one = world();
  const [message] = await told(one, {}, calls(["c1", { order: "o1", amount: "much" }]), "done");
  expect(message).toMatchObject({ status: "error", content: expect.stringContaining("did not match expected schema") });
  expect(one.ran).toEqual([]);
});

test("an abort of the run cancels the request that waits", async () => {
  const one = world();
  const gaveUp = new AbortController();
  const cancelled = one.heard("call.cancelled");
  const done = told(one, { signal: gaveUp.signal }, calls(["c1", large]), "done");
  const asked = await one.people.next();
  gaveUp.abort();
  await expect(done).rejects.toThrow(/abort/i);
  await cancelled;
  expect(await asked.answer(approve("ana"))).toMatchObject({ result: "too_late" });
  expect(one.ran).toEqual([]);
});

test("with `hold` the model is told that it waits, and its own later call continues the same request", async () => {
  const one = world();
  const done = told(
    one,
    { hold: "1m", thread: "t1" },
    calls(["c1", large]),
    calls(["c2", large]),
    calls(["c3", small]),
    "done",
  );
  const asked = await one.people.next();
  await one.clock.advance("1m");
  await asked.answer(approve("ana"));
  const messages = await done;
  expect(messages.map(({ content, status }) => [content, status])).toEqual([
    [
      expect.stringMatching(/^It waits for people to decide\. It was not executed yet\..*\(waiting call c1\)$/),
      "error",
    ],
    ['{"order":"o1","refunded":500}', "success"],
    ['{"order":"o1","refunded":5}', "success"],
  ]);
  expect(one.people.asked.length).toBe(1);
});

test("the same thread and tool call in another process continues the request and runs it once", async () => {
  const first = world();
  const [waits] = await told(first, { hold: 0, thread: "t1" }, calls(["c1", large]), "left waiting");
  expect(waits?.content).toMatch(/^It waits/);
  first.people.will(approve("ana"));
  const [ran] = await told(world(undefined, first), { thread: "t1" }, calls(["c1", large]), "done");
  expect(ran?.content).toBe('{"order":"o1","refunded":500}');
  const [late] = await told(world(undefined, first), { thread: "t1" }, calls(["c1", large]), "done");
  expect(late).toMatchObject({
    status: "error",
    content: expect.stringMatching(/^It was executed\..*Do not run it again\./),
  });
  expect([first.ran, first.people.asked.length]).toEqual([[large], 1]);
});

test("a node that a checkpoint makes run again does not run its finished call again", async () => {
  const one = world();
  one.people.will(approve("ana"));
  const tool = guardedTool(one.issue, { name: "refund", description: "Refund an order" });
  const checkpointer = new MemorySaver();
  const agent = createAgent({
    model: new ScriptedModel(calls(["c1", large]), "done", "done"),
    tools: [tool],
    checkpointer,
  });
  const config = { configurable: { thread_id: "t1" } };
  await agent.invoke({ messages: [{ role: "user", content: "refund" }] }, config);
  const states: { config: object }[] = [];
  for await (const state of agent.graph.getStateHistory(config)) if (state.next.includes("tools")) states.push(state);
  const { messages } = await agent.invoke(null as never, states[0]?.config as typeof config);
  expect(toolMessages(messages as BaseMessage[])[0]?.content).toMatch(/^It was executed\..*Do not run it again\./);
  expect(one.ran).toEqual([large]);
});

test("without a thread the same tool-call id of another run is another call", async () => {
  const one = world();
  one.people.will(approve("ana"), approve("bo"));
  await told(one, {}, calls(["c1", large]), "done");
  await told(one, {}, calls(["c1", large]), "done");
  expect(one.ran).toEqual([large, large]);
});

test("called without a tool call it answers with an error message, and waits whatever `hold` says", async () => {
  const one = world();
  const tool = guardedTool(one.issue, { name: "refund", description: "Refund an order", hold: 0 });
  one.people.will(approve("ana"), deny("bo", "no"));
  expect(await tool.invoke(large)).toMatchObject({ content: '{"order":"o1","refunded":500}', status: "success" });
  expect(await tool.invoke(large)).toMatchObject({ content: expect.stringContaining("no"), status: "error" });
});

test("an interrupt of the graph is the graph's, not an outcome", async () => {
  const one = world(() => interrupt("which account?"));
  const tool = guardedTool(one.issue, { name: "refund", description: "Refund an order" });
  const agent = createAgent({
    model: new ScriptedModel(calls(["c1", small]), "done"),
    tools: [tool],
    checkpointer: new MemorySaver(),
  });
  const result = await agent.invoke(
    { messages: [{ role: "user", content: "refund" }] },
    { configurable: { thread_id: "t1" } },
  );
  expect(result).toMatchObject({ __interrupt__: [{ value: "which account?" }] });
  expect(toolMessages(result.messages)).toEqual([]);
});

test("the action's own schema is the tool's", () => {
  const tool = guardedTool(world().issue, { name: "refund", description: "Refund an order" });
  expect(tool.schema).toBe(definitionOf(refund).input);
});

test("a schema of another library is shown to the model as JSON Schema", () => {
  const one = world();
  const note = action("note.add", { input: type({ text: "string" }), effect: "write" });
  const tool = guardedTool(
    one.cs.guard(() => 1, note),
    { name: "note", description: "Add a note" },
  );
  expect(tool.schema).toMatchObject({ type: "object", properties: { text: { type: "string" } }, required: ["text"] });
});

test("a schema that has no JSON Schema is refused", () => {
  const note = action("note.add", { input: v.object({ text: v.string() }), effect: "write" });
  const guarded = world().cs.guard(() => 1, note);
  expect(() => guardedTool(guarded, { name: "note", description: "Add a note" })).toThrow(
    "no JSON Schema to show to the model",
  );
});

test.each([
  ["an unknown option", { holds: "1m" }, "guardedTool.holds: unknown option"],
  ["no description", { description: "" }, "guardedTool.description: give a text"],
])("%s is refused when the tool is made", (_what, wrong, message) => {
  const make = () => guardedTool<Refund>(world().issue, { name: "refund", description: "d", ...(wrong as object) });
  expect(make).toThrow(message);
});
