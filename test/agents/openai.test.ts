import OpenAI from "openai";
import OpenAI6 from "openai6";
import { afterAll, describe, expect, test } from "vitest";
import * as z from "zod";
import { definitionOf } from "../../src/action/action.js";
import { runTool } from "../../src/agents/openai.js";
import { type Context, type Duration, toldToModel } from "../../src/index.js";
import { approve, deny, modify, person } from "../../src/testing/testing.js";
import { modelServer, type ToolCall } from "./model-server.js";
import { refund, type World, world } from "./world.js";

const chat = await modelServer();
afterAll(() => chat.close());

const schema = z.toJSONSchema(definitionOf(refund).input as z.ZodType) as Record<string, unknown>;
const calls = (...all: readonly [id: string, args: unknown][]): ToolCall[] =>
  all.map(([id, args]) => ({ id, name: "refund", args }));
const large = { order: "o1", amount: 500 };

interface Given {
  run?: string;
  hold?: Duration;
  context?: Partial<Context>;
  stream?: true;
}
const CLIENTS = [
  ["openai 7", (): OpenAI => new OpenAI(chat.options)],
  // Its types are near enough: what runs is the older major's runner.
  ["openai 6", () => new OpenAI6(chat.options) as unknown as OpenAI],
] as const;

describe.each(CLIENTS)("runTools of %s", (_name, client) => {
  const run = ({ issue }: World, { run = "run-1", stream, ...rest }: Given = {}) => {
    const tool = runTool(issue, { name: "refund", description: "Refund an order", schema, run, ...rest });
    const params = { model: "gpt-5", messages: [{ role: "user" as const, content: "refund" }], tools: [tool] };
    const { completions } = client().chat;
    return stream ? completions.runTools({ ...params, stream: true }) : completions.runTools(params);
  };

  test("an allowed call runs and the model gets its result as JSON", async () => {
    const one = world();
    chat.says(calls(["c1", { order: "o1", amount: 5 }]), "done");
    expect(await run(one).finalContent()).toBe("done");
    expect([one.ran, chat.told()]).toEqual([[{ order: "o1", amount: 5 }], ['{"order":"o1","refunded":5}']]);
  });

  test("an approved call runs, and the log knows its run, tool call and model", async () => {
    const one = world();
    one.people.will(approve("ana"));
    chat.says(calls(["c1", large]), "done");
    await run(one, { context: { user: person("owner") } }).finalContent();
    expect(chat.told()).toEqual(['{"order":"o1","refunded":500}']);
    expect(one.events("approval.requested")).toMatchObject([
      { run: "run-1", tool_call: "c1", model: "gpt-5-2026-01-01", actors: { user: person("owner") } },
    ]);
  });

  test("a stream of tool calls goes the same way", async () => {
    const one = world();
    one.people.will(approve("ana"));
    chat.says(calls(["c1", large], ["c2", { order: "o2", amount: 1 }]), "done");
    expect(await run(one, { stream: true }).finalContent()).toBe("done");
    expect(chat.told()).toEqual(['{"order":"o1","refunded":500}', '{"order":"o2","refunded":1}']);
    expect(one.events("approval.requested")).toMatchObject([{ tool_call: "c1", model: "gpt-5-2026-01-01" }]);
  });

  test("a text result goes to the model as it is", async () => {
    chat.says(calls(["c1", { order: "o1", amount: 5 }]), "done");
    await run(world(() => 'say "hi"')).finalContent();
    expect(chat.told()).toEqual(['say "hi"']);
  });

  test.each([
    ["nothing", () => undefined, "It was executed and returned nothing."],
    ["a bigint", () => 5n, "It was executed. Its result cannot be written as JSON."],
    [
      "what throws when written",
      () => ({
        toJSON: () => {
          throw new Error("no");
        },
      }),
      "It was executed. Its result cannot be written as JSON.",
    ],
  ])("a result of %s is told in words", async (_what, body, told) => {
    chat.says(calls(["c1", { order: "o1", amount: 5 }]), "done");
    await run(world(body)).finalContent();
    expect(chat.told()).toEqual([told]);
  });

  test("a denied call does not run and the model is told the reviewer's reason", async () => {
    const one = world();
    one.people.will(deny("ana", "call them first"));
    chat.says(calls(["c1", large]), "done");
    await run(one).finalContent();
    expect(one.ran).toEqual([]);
    expect(chat.told()).toEqual([
      "Denied. It was not executed. Do not try again with the same arguments. Reason: call them first",
    ]);
  });

  test("a call that policy denies does not run", async () => {
    const one = world();
    chat.says(calls(["c1", { order: "blocked", amount: 1 }]), "done");
    await run(one).finalContent();
    expect(one.ran).toEqual([]);
    expect(chat.told()[0]).toMatch(/^Denied\. It was not executed\. Do not try again/);
  });

  test("a call nobody decides on expires, and the model is not told to try again", async () => {
    const one = world();
    chat.says(calls(["c1", large]), "done");
    const runner = run(one);
    await one.people.next();
    await one.clock.advance("31m");
    await runner.finalContent();
    expect(one.ran).toEqual([]);
    expect(chat.told()[0]).toMatch(/^Nobody decided in time\. It was not executed\./);
    expect(chat.told()[0]).not.toMatch(/please|try again|mistake/i);
  });

  test("a modified call runs with the people's arguments and the model is told so, without the secret ones", async () => {
    const one = world();
    one.people.will(modify("ana", { order: "o1", amount: 200, iban: "[secret]" }), approve("bo"));
    chat.says(calls(["c1", { ...large, iban: "DE00" }]), "done");
    await run(one).finalContent();
    expect(one.ran).toEqual([{ order: "o1", amount: 200, iban: "DE00" }]);
    expect(chat.told()).toEqual([
      'Executed with arguments modified by a reviewer: {"amount":200,"iban":"[secret]","order":"o1"} Do not repeat it with the original arguments. Result: {"order":"o1","refunded":200}',
    ]);
  });

  test("identical parallel calls have their own ids and are decided on their own", async () => {
    const one = world();
    chat.says(calls(["c1", large], ["c2", large]), "done");
    const runner = run(one);
    const asked = [await one.people.next(), await one.people.next()];
    expect(one.events("approval.requested").map((data) => data["tool_call"])).toEqual(["c1", "c2"]);
    await asked[0]?.answer(deny("ana", "once is enough"));
    await asked[1]?.answer(approve("bo"));
    await runner.finalContent();
    expect(one.ran).toEqual([large]);
    expect(chat.told()).toEqual([expect.stringContaining("once is enough"), '{"order":"o1","refunded":500}']);
  });

  test("a body that throws is told as executed and failed, and the run goes on", async () => {
    const one = world(() => {
      throw new Error("the bank is closed");
    });
    one.people.will(approve("ana"));
    chat.says(calls(["c1", large]), "done");
    expect(await run(one).finalContent()).toBe("done");
    expect(chat.told()[0]).toMatch(/^It was executed and failed\./);
    expect(chat.told()[0]).not.toContain("bank");
  });

  test("a text that the body has for the model is told with its failure", async () => {
    const one = world(() => {
      throw toldToModel("no order O-12; did you mean o-12?");
    });
    chat.says(calls(["c1", { order: "O-12", amount: 5 }]), "done");
    await run(one).finalContent();
    expect(chat.told()[0]).toMatch(/^It was executed and failed\. .* no order O-12; did you mean o-12\?$/);
  });

  test.each([
    ["no JSON", '{"order":', "this is not JSON"],
    ["a name twice", '{"order":"o1","amount":1,"amount":9}', 'an object has the name "amount" twice'],
    ["no object", "[]", "give one JSON object"],
    ["what the schema refuses", '{"order":"o1","amount":-1}', "amount"],
  ])("arguments that are %s are told to the model and nothing runs", async (_what, args, why) => {
    const one = world();
    chat.says(calls(["c1", args]), "done");
    await run(one).finalContent();
    expect(one.ran).toEqual([]);
    expect(chat.told()[0]).toMatch(/^The arguments are not valid\. It was not executed\./);
    expect(chat.told()[0]).toContain(why);
  });

  test("a call is known by its own id, though the one before it was refused for its arguments", async () => {
    const one = world();
    one.people.will(deny("ana", "no"));
    chat.says(calls(["c1", "{"], ["c2", large]), "done");
    await run(one).finalContent();
    expect(one.events("approval.requested")).toMatchObject([{ tool_call: "c2" }]);
  });

  test("an abort of the run cancels the request that waits", async () => {
    const one = world();
    const cancelled = one.heard("call.cancelled");
    chat.says(calls(["c1", large]), "done");
    const runner = run(one);
    const asked = await one.people.next();
    runner.abort();
    await expect(runner.finalContent()).rejects.toThrow(/abort/i);
    await cancelled;
    expect(await asked.answer(approve("ana"))).toMatchObject({ result: "too_late" });
    expect(one.ran).toEqual([]);
  });

  test("with `hold` the model is told that it waits, and its own later call continues the same request", async () => {
    const one = world();
    chat.says(calls(["c1", large]), calls(["c2", large]), calls(["c3", large]), "done");
    const runner = run(one, { hold: "1m" });
    const asked = await one.people.next();
    await one.clock.advance("1m");
    await expect
      .poll(() => chat.told())
      .toEqual([
        expect.stringMatching(
          /^It waits for people to decide\. It was not executed yet\..*\(waiting call [\w-]{43}\)$/,
        ),
      ]);
    await one.clock.advance("1m");
    await expect.poll(() => chat.told().length).toBe(2);
    await asked.answer(approve("ana"));
    await runner.finalContent();
    expect(one.people.asked.length).toBe(1);
    expect(one.ran).toEqual([large]);
    expect(chat.told()[2]).toBe('{"order":"o1","refunded":500}');
  });

  test("parallel calls that wait are continued in their order, and a finished one is not", async () => {
    const one = world();
    chat.says(calls(["c1", large], ["c2", large]), calls(["c3", large], ["c4", large]), calls(["c5", large]), "done");
    const runner = run(one, { hold: "1m" });
    const asked = [await one.people.next(), await one.people.next()];
    await one.clock.advance("1m");
    await expect.poll(() => chat.told().length).toBe(2);
    await asked[1]?.answer(deny("ana", "second"));
    await asked[0]?.answer(approve("ana"));
    await expect
      .poll(() => chat.told().slice(2))
      .toEqual(['{"order":"o1","refunded":500}', expect.stringContaining("second")]);
    await (await one.people.next()).answer(deny("bo", "third")); // the fifth call is a call of its own
    await runner.finalContent();
    expect(chat.told()[4]).toContain("third");
  });

  test("the same run made again in another process continues the request and runs it once", async () => {
    const first = world();
    chat.says(calls(["c1", large]), "left waiting");
    await run(first, { hold: 0 }).finalContent();
    const second = world(undefined, first);
    const [waiting, third] = [await first.people.next(), world(undefined, first)];
    chat.says(calls(["c1", large]), "done");
    const runner = run(second);
    await waiting.answer(approve("ana"));
    await runner.finalContent();
    expect(chat.told()).toEqual(['{"order":"o1","refunded":500}']);
    chat.says(calls(["c1", large]), "done");
    await run(third).finalContent();
    expect(chat.told()[0]).toMatch(/^It was executed\..*Do not run it again\./);
    expect([first.ran, first.people.asked.length]).toEqual([[large], 1]);
  });

  test("the same tool-call id in another run is another call", async () => {
    const one = world();
    one.people.will(approve("ana"), approve("bo"));
    for (const name of ["run-1", "run-2"]) {
      chat.says(calls(["c1", large]), "done");
      await run(one, { run: name }).finalContent();
    }
    expect(one.ran).toEqual([large, large]);
  });

  test("an id that comes back in a later message is another call, with other arguments or the same", async () => {
    const one = world();
    const other = { order: "o2", amount: 900 };
    one.people.will(approve("ana"), approve("bo"), approve("ana"));
    chat.says(calls(["pay:0", large]), calls(["pay:0", other]), calls(["pay:0", large]), "done");
    await run(one).finalContent();
    expect(one.ran).toEqual([large, other, large]);
    expect(chat.told()[2]).toBe('{"order":"o1","refunded":500}');
  });

  test.each([
    ["alike", large],
    ["not alike", { order: "o2", amount: 700 }],
  ])("two calls of one id in one message, %s, are decided on their own", async (_how, second) => {
    const one = world();
    chat.says(calls(["pay:0", large], ["pay:0", second]), "done");
    const runner = run(one);
    const asked = [await one.people.next(), await one.people.next()];
    await asked[0]?.answer(deny("ana", "once is enough"));
    await asked[1]?.answer(approve("bo"));
    await runner.finalContent();
    expect([one.ran, chat.told()[0]]).toEqual([[second], expect.stringContaining("once is enough")]);
  });

  test("a call that waits is continued though its id comes back with every message", async () => {
    const one = world();
    chat.says(calls(["pay:0", large]), calls(["pay:0", large]), calls(["pay:0", large]), "done");
    const runner = run(one, { hold: "1m" });
    const asked = await one.people.next();
    await one.clock.advance("1m");
    await asked.answer(approve("ana"));
    await (await one.people.next()).answer(deny("bo", "paid already"));
    await runner.finalContent();
    expect(chat.told().slice(1)).toEqual(['{"order":"o1","refunded":500}', expect.stringContaining("paid already")]);
  });
});

test("the older major's types take the tool too", () => {
  const tool = runTool(world().issue, { name: "refund", description: "Refund an order", schema, run: "run-1" });
  const compiles = () => new OpenAI6().chat.completions.runTools({ model: "gpt-5", messages: [], tools: [tool] });
  expect(compiles).toBeTypeOf("function");
});

test("a call that is not in the runner's messages does not run", async () => {
  const one = world();
  const tool = runTool(one.issue, { name: "refund", description: "Refund an order", schema, run: "run-1" });
  const args = tool.function.parse('{"order":"o1","amount":1}');
  const told = await tool.function.function(args, { messages: [], controller: new AbortController() });
  expect([told, one.ran]).toEqual(["This tool call cannot be told apart from others. It was not executed.", []]);
});

test.each([
  ["an unknown option", { holds: "1m" }, "runTool.holds: unknown option"],
  ["no run", { run: "" }, "runTool.run: give a text"],
  ["a hold that is no duration", { hold: "soon" }, "runTool.hold"],
])("%s is refused when the tool is made", (_what, wrong, message) => {
  const make = () =>
    runTool(world().issue, { name: "refund", description: "d", schema, run: "r", ...(wrong as object) });
  expect(make).toThrow(message);
});
