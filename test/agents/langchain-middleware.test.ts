import { StructuredTool, tool } from "@langchain/core/tools";
import { MemorySaver } from "@langchain/langgraph";
import { createAgent } from "langchain";
import { expect, test } from "vitest";
import * as z from "zod";
import { countersignMiddleware, type MiddlewareOptions } from "../../src/agents/langchain.js";
import { type Action, isCountersignError } from "../../src/index.js";
import { approve, deny, modify } from "../../src/testing/testing.js";
import { calls, large, overMiddleware, small, telling, toolMessages } from "./langchain-loop.js";
import { ScriptedModel } from "./scripted-model.js";
import { type Refund, refund, world } from "./world.js";

const told = telling(overMiddleware);

test("a tool that is not named runs unguarded", async () => {
  const one = world();
  const [message] = await told(one, {}, calls(["c1", { text: "hi" }, "note"]), "done");
  expect(message?.content).toBe("noted hi");
  expect(one.parts.audit.log.events).toEqual([]);
});

test("a modified call says so in a list of content blocks", async () => {
  const one = world();
  one.people.will(modify("ana", { order: "o1", amount: 200 }), approve("bo"));
  const body = () => [{ type: "text", text: "made" }];
  const [message] = await told(one, { body }, calls(["c1", large]), "done");
  expect(message?.content).toEqual([
    { type: "text", text: expect.stringMatching(/^Executed with/) },
    { type: "text", text: "made" },
  ]);
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

const receipt = tool(() => "sent", {
  name: "receipt",
  description: "Send a receipt",
  schema: z.object({ mail: z.email() }),
});

test("a tool that did its work and then calls another with wrong arguments is not told as not executed", async () => {
  const one = world();
  const body = () => receipt.invoke({ mail: "not an address" } as never);
  const [message] = await told(one, { body }, calls(["c1", small]), "done");
  expect(message).toMatchObject({ status: "error", content: expect.stringMatching(/^It was executed/) });
  expect(message?.content).not.toMatch(/not executed|call again/i);
  expect(one.ran).toEqual([small]);
});

test("a tool with private parts runs as itself, with its own configuration", async () => {
  const one = world();
  const invoked: string[] = [];
  class Refunds extends StructuredTool {
    name = "refund";
    description = "Refund an order";
    schema = z.object({ order: z.string(), amount: z.number() });
    readonly #done = "refunded";
    override invoke(...given: Parameters<StructuredTool["invoke"]>): ReturnType<StructuredTool["invoke"]> {
      invoked.push(this.#done);
      return super.invoke(...given);
    }
    protected async _call({ order }: Refund, _run?: unknown, config?: unknown) {
      return `${this.#done} ${order} for ${(config as { toolCallId?: string }).toolCallId}`;
    }
  }
  const agent = createAgent({
    model: new ScriptedModel(calls(["c1", small]), "done"),
    tools: [new Refunds()],
    middleware: [countersignMiddleware(one.cs, { refund })],
  });
  const { messages } = await agent.invoke({ messages: [{ role: "user", content: "refund" }] });
  expect(toolMessages(messages)[0]?.content).toBe("refunded o1 for c1");
  expect(invoked).toEqual(["refunded"]);
});

test("the same message in another process continues the request and runs it once", async () => {
  const first = world();
  const given = { thread: "t1", checkpointer: new MemorySaver() };
  const left = overMiddleware(first, given, calls(["c1", large]), "done");
  const asked = await first.people.next();
  const again = told(world(undefined, first), { ...given, from: "checkpoint" }, "done");
  await asked.answer(approve("ana"));
  const contents = [...toolMessages((await left).messages), ...(await again)].map(({ content }) => content);
  expect(contents.sort()).toEqual([expect.stringMatching(/^It was executed\..*Do not run it again\./), "refunded o1"]);
  expect([first.ran, first.people.asked.length]).toEqual([[large], 1]);
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

const drops = (one: ReturnType<typeof world>, ...given: [Record<string, Action>, MiddlewareOptions?]) =>
  createAgent({
    model: new ScriptedModel(calls(["c1", small, "drop_all"]), "done"),
    tools: [
      receipt,
      tool(() => one.ran.push(small), { name: "drop_all", description: "Drop all", schema: z.object({}) }),
    ],
    middleware: [countersignMiddleware(one.cs, ...given)],
  }).invoke({ messages: [{ role: "user", content: "drop" }] });

test("a name that no tool has is refused at the first model call, with the nearest name", async () => {
  const one = world();
  const refused = await drops(one, { drop_al: refund }).catch((error: Error) => error);
  const cause = (refused as Error).cause;
  expect(isCountersignError(cause, "input") && cause.reason).toMatch(
    /^countersignMiddleware\.drop_al: the agent has no tool of this name: the nearest is "drop_all"/,
  );
  expect(one.ran).toEqual([]);
});

test("a name that no tool has is no mistake where the tools change", async () => {
  const one = world();
  await drops(one, { refund }, { absent: "ignore" });
  expect(one.ran).toEqual([small]);
});

test.each([
  ["a catch-all", { "*": refund }, {}, "name each tool"],
  ["an unknown option", { refund }, { absnt: "ignore" }, "countersignMiddleware.absnt: unknown option"],
  ["another value of an option", { refund }, { absent: "x" }, 'is "ignore", or left out'],
])("%s is refused when the middleware is made, too", (_what, actions, options, message) => {
  expect(() => countersignMiddleware(world().cs, actions, options as MiddlewareOptions)).toThrow(message);
});

test.each([
  ["no action at all", {}, "name the tools to guard"],
  ["what is no action", { refund: { name: "refund.issue", effect: "money" } as Action }, "this is not an action"],
])("%s is refused when the middleware is made", (_what, actions, message) => {
  expect(() => countersignMiddleware(world().cs, actions)).toThrow(message);
});
