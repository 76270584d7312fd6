import { type BaseMessage, ToolMessage } from "@langchain/core/messages";
import { MemorySaver, MessagesAnnotation, StateGraph } from "@langchain/langgraph";
import { ToolNode, toolsCondition } from "@langchain/langgraph/prebuilt";
import { type } from "arktype";
import { createAgent } from "langchain";
import * as v from "valibot";
import { expect, test } from "vitest";
import { definitionOf } from "../../src/action/action.js";
import { guardedTool } from "../../src/agents/langchain.js";
import { action } from "../../src/index.js";
import { approve, deny, modify, person } from "../../src/testing/testing.js";
import { calls, large, overTool, small, telling, toolMessages } from "./langchain-loop.js";
import { ScriptedModel } from "./scripted-model.js";
import { type Refund, refund, world } from "./world.js";

const told = telling(overTool);
const named = { name: "refund", description: "Refund an order" };

test.each([
  ["a text", () => 'say "hi"', 'say "hi"'],
  ["an object", ({ order }: Refund) => ({ order, refunded: 5 }), '{"order":"o1","refunded":5}'],
  ["an empty list", () => [], "[]"],
  ["rows that look like content blocks", () => [{ type: "text", text: "a row" }], '[{"type":"text","text":"a row"}]'],
  ["nothing", () => undefined, "It was executed and returned nothing."],
])("a result of %s reaches the model as text", async (_what, body, content) => {
  const [message] = await told(world(), { body }, calls(["c1", small]), "done");
  expect(message?.content).toBe(content);
});

test("a message that the body makes itself is passed on as it is", async () => {
  const made = new ToolMessage({ content: "made", tool_call_id: "c1", artifact: { rows: 3 } });
  const [message] = await told(world(), { body: () => made }, calls(["c1", small]), "done");
  expect(message).toMatchObject({ content: "made", artifact: { rows: 3 } });
});

test("a modified call says so before a result that is JSON", async () => {
  const one = world();
  one.people.will(modify("ana", { order: "o1", amount: 200 }), approve("bo"));
  const body = ({ order, amount }: Refund) => ({ order, refunded: amount });
  const [message] = await told(one, { body }, calls(["c1", large]), "done");
  expect(message?.content).toMatch(/^Executed with arguments modified .* Result: \{"order":"o1","refunded":200\}$/);
});

test("the context of its options is its calls', beside what the run says", async () => {
  const one = world();
  one.people.will(approve("ana"));
  await told(one, { thread: "t1" }, calls(["c1", large]), "done");
  expect(one.events("approval.requested")).toMatchObject([
    { session: "t1", tool_call: "c1", model: "scripted-1", actors: { user: person("owner") } },
  ]);
});

test("arguments that the schema refuses are LangChain's own error, and nothing runs", async () => {
  const one = world();
  const [message] = await told(one, {}, calls(["c1", { order: "o1", amount: "much" }]), "done");
  expect(message).toMatchObject({ status: "error", content: expect.stringContaining("did not match expected schema") });
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
      expect.stringMatching(/^It waits for people to decide\. It was not executed yet\..*\(waiting call [\w-]{43}\)$/),
      "error",
    ],
    ["refunded o1", "success"],
    ["refunded o1", "success"],
  ]);
  expect(one.people.asked.length).toBe(1);
});

test("the same message in another process continues the request and runs it once", async () => {
  const first = world();
  const given = { thread: "t1", checkpointer: new MemorySaver() };
  const left = told(first, given, calls(["c1", large]), "done");
  const asked = await first.people.next();
  const again = told(world(undefined, first), { ...given, from: "checkpoint" }, "done");
  await asked.answer(approve("ana"));
  const contents = [...(await left), ...(await again)].map(({ content }) => content);
  expect(contents.sort()).toEqual([expect.stringMatching(/^It was executed\..*Do not run it again\./), "refunded o1"]);
  expect([first.ran, first.people.asked.length]).toEqual([[large], 1]);
});

test("a call that waits is continued though its id comes back with every message", async () => {
  const one = world();
  const script = [calls(["pay:0", large]), calls(["pay:0", large]), calls(["pay:0", large]), "done"];
  const done = told(one, { hold: "1m", thread: "t1" }, ...script);
  const asked = await one.people.next();
  await one.clock.advance("1m");
  await asked.answer(approve("ana"));
  await (await one.people.next()).answer(deny("bo", "paid already"));
  expect((await done).map(({ content }) => content)).toEqual([
    expect.stringMatching(/^It waits for people/),
    "refunded o1",
    expect.stringContaining("paid already"),
  ]);
});

test("in a ToolNode of a graph, ids that come back in one message and in the next are other calls", async () => {
  const one = world();
  one.people.will(approve("ana"), approve("bo"), approve("ana"));
  const model = new ScriptedModel(calls(["pay:0", large], ["pay:0", large]), calls(["pay:1", large]), "done");
  const graph = new StateGraph(MessagesAnnotation)
    .addNode("agent", async ({ messages }) => ({ messages: await model.invoke(messages) }))
    .addNode("tools", new ToolNode([guardedTool(one.issue, { ...named, hold: "5m" })]))
    .addEdge("__start__", "agent")
    .addConditionalEdges("agent", toolsCondition, ["tools", "__end__"])
    .addEdge("tools", "agent")
    .compile({ checkpointer: new MemorySaver() });
  const { messages } = await graph.invoke({ messages: [] }, { configurable: { thread_id: "t1" } });
  expect(toolMessages(messages as BaseMessage[]).map(({ content }) => content)).toEqual(
    Array(3).fill('{"order":"o1","refunded":500}'),
  );
  expect(one.ran).toEqual([large, large, large]);
});

test("a call of no message that is known has no key: it is asked anew each time", async () => {
  const one = world();
  const tool = guardedTool(one.issue, { ...named, hold: 0 });
  one.people.will(approve("ana"), deny("bo", "no"));
  const call = { type: "tool_call", id: "pay:0", name: "refund", args: large } as const;
  expect(await tool.invoke(call)).toMatchObject({ content: '{"order":"o1","refunded":500}', status: "success" });
  expect(await tool.invoke(call)).toMatchObject({ content: expect.stringContaining("no"), status: "error" });
});

test("a node that a checkpoint makes run again does not run its finished call again", async () => {
  const one = world();
  one.people.will(approve("ana"));
  const tool = guardedTool(one.issue, named);
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
  const tool = guardedTool(one.issue, { ...named, hold: 0 });
  one.people.will(approve("ana"), deny("bo", "no"));
  expect(await tool.invoke(large)).toMatchObject({ content: '{"order":"o1","refunded":500}', status: "success" });
  expect(await tool.invoke(large)).toMatchObject({ content: expect.stringContaining("no"), status: "error" });
});

test("the action's own schema is the tool's", () => {
  const tool = guardedTool(world().issue, named);
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
