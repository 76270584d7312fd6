// What a model is told is the same, whichever way its tool is guarded.
import { ToolMessage } from "@langchain/core/messages";
import { Command, interrupt, MemorySaver } from "@langchain/langgraph";
import { describe, expect, test } from "vitest";
import { toldToModel } from "../../src/index.js";
import { approve, deny, modify } from "../../src/testing/testing.js";
import { calls, large, overMiddleware, overTool, small, telling, toolMessages } from "./langchain-loop.js";
import { world } from "./world.js";

describe.each([
  ["a guarded tool", overTool],
  ["a raw tool under the middleware", overMiddleware],
])("%s", (_way, loop) => {
  const told = telling(loop);

  test("an allowed call runs and its message is the tool's own", async () => {
    const one = world();
    const [message] = await told(one, {}, calls(["c1", small]), "done");
    expect(message).toMatchObject({ content: "refunded o1", status: "success", tool_call_id: "c1", name: "refund" });
    expect(one.ran).toEqual([small]);
  });

  test("an approved call runs, and the log knows its thread, tool call and model", async () => {
    const one = world();
    one.people.will(approve("ana"));
    const [message] = await told(one, { thread: "t1" }, calls(["c1", large]), "done");
    expect(message).toMatchObject({ content: "refunded o1", status: "success" });
    expect(one.events("approval.requested")).toMatchObject([{ session: "t1", tool_call: "c1", model: "scripted-1" }]);
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
      'Executed with arguments modified by a reviewer: {"amount":200,"iban":"[secret]","order":"o1"} Do not repeat it with the original arguments. Result: refunded o1',
    );
  });

  test("a modified call says so in a message that the body makes itself too", async () => {
    const one = world();
    one.people.will(modify("ana", { order: "o1", amount: 200 }), approve("bo"));
    const body = () =>
      new Command({ update: { messages: [new ToolMessage({ content: "made", tool_call_id: "c1" })] } });
    const [message] = await told(one, { body }, calls(["c1", large]), "done");
    expect(message?.content).toMatch(/^Executed with arguments modified by a reviewer: .* Result: made$/);
  });

  test("parallel calls, identical, guarded or not, are decided on their own", async () => {
    const one = world();
    const done = told(one, {}, calls(["c1", large], ["c2", large], ["c3", { text: "hi" }, "note"]), "done");
    const asked = [await one.people.next(), await one.people.next()];
    expect(one.events("approval.requested").map((data) => data["tool_call"])).toEqual(["c1", "c2"]);
    await asked[0]?.answer(deny("ana", "once is enough"));
    await asked[1]?.answer(approve("bo"));
    expect((await done).map(({ content, status }) => [content, status])).toEqual([
      [expect.stringContaining("once is enough"), "error"],
      ["refunded o1", "success"],
      ["noted hi", "success"],
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

  test("a text that the tool has for the model is told with its failure", async () => {
    const one = world();
    one.people.will(approve("ana"));
    const body = () => {
      throw toldToModel("no order O-12; did you mean o-12?");
    };
    const [message] = await told(one, { body }, calls(["c1", large]), "done");
    expect(message).toMatchObject({
      status: "error",
      content: expect.stringMatching(/^It was executed and failed\. .* no order O-12; did you mean o-12\?$/),
    });
  });

  test("an abort of the run cancels the request that waits", async () => {
    const one = world();
    const gaveUp = new AbortController();
    const cancelled = one.heard("call.cancelled");
    const done = loop(one, { signal: gaveUp.signal }, calls(["c1", large]), "done");
    const asked = await one.people.next();
    gaveUp.abort();
    await expect(done).rejects.toThrow(/abort/i);
    await cancelled;
    expect(await asked.answer(approve("ana"))).toMatchObject({ result: "too_late" });
    expect(one.ran).toEqual([]);
  });

  test("an id that the provider gives again in a later turn is another call, with other arguments or the same", async () => {
    const one = world();
    one.people.will(approve("ana"), approve("bo"), approve("ana"));
    const other = { order: "o2", amount: 700 };
    const script = [calls(["pay:0", large]), calls(["pay:0", other]), calls(["pay:0", large]), "done"];
    const messages = await told(one, { thread: "t1" }, ...script);
    expect(messages.map(({ content }) => content)).toEqual(["refunded o1", "refunded o2", "refunded o1"]);
    expect(one.ran).toEqual([large, other, large]);
  });

  test.each([
    ["alike", large],
    ["not alike", { order: "o2", amount: 700 }],
  ])("two calls of one id in one response, %s, are decided on their own", async (_how, second) => {
    const one = world();
    const done = told(one, { thread: "t1" }, calls(["pay:0", large], ["pay:0", second]), "done");
    const asked = [await one.people.next(), await one.people.next()];
    await asked[0]?.answer(deny("ana", "once is enough"));
    await asked[1]?.answer(approve("bo"));
    const contents = (await done).map(({ content }) => content);
    expect(contents).toEqual([expect.stringContaining("once is enough"), `refunded ${second.order}`]);
    expect(one.ran).toEqual([second]);
  });

  test("the same call in two agents of one thread is two calls", async () => {
    const one = world();
    one.people.will(approve("ana"), approve("bo"));
    for (let agent = 0; agent < 2; agent++) await told(one, { thread: "t1" }, calls(["pay:0", large]), "done");
    expect(one.ran).toEqual([large, large]);
  });

  test("two calls of one id that a checkpoint makes start again keep their requests", async () => {
    const first = world();
    const given = { thread: "t1", checkpointer: new MemorySaver() };
    const left = told(first, given, calls(["pay:0", large], ["pay:0", large]), "done");
    const asked = [await first.people.next(), await first.people.next()];
    const again = told(world(undefined, first), { ...given, from: "checkpoint" }, "done");
    await asked[0]?.answer(approve("ana"));
    await asked[1]?.answer(deny("bo", "once is enough"));
    const contents = (await Promise.all([left, again])).map((messages) => messages.map(({ content }) => content));
    expect(contents.map((one) => one[1])).toEqual(Array(2).fill(expect.stringContaining("once is enough")));
    expect([first.people.asked.length, first.ran]).toEqual([2, [large]]);
  });

  test("an interrupt of the graph is the graph's, not an outcome", async () => {
    const body = () => interrupt("which account?");
    const result = await loop(world(), { body, thread: "t1" }, calls(["c1", small]), "done");
    expect(result).toMatchObject({ __interrupt__: [{ value: "which account?" }] });
    expect(toolMessages(result.messages)).toEqual([]);
  });

  test("an interrupt in an approved body is told as it is, and the body does not run again", async () => {
    const one = world();
    one.people.will(approve("ana"));
    const given = { body: () => interrupt("which account?"), thread: "t1", checkpointer: new MemorySaver() };
    const [message] = await told(one, given, calls(["c1", large]), "done");
    expect(message).toMatchObject({
      status: "error",
      content: expect.stringMatching(/^It was started, and paused inside/),
    });
    expect(message?.content).not.toMatch(/failed|not executed/);
    expect(one.ran).toEqual([large]);
  });
});
