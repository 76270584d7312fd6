import OpenAI from "openai";
import OpenAI6 from "openai6";
import { afterAll, describe, expect, test } from "vitest";
import { answerCalls } from "../../src/agents/openai.js";
import { approve, deny, modify, person } from "../../src/testing/testing.js";
import { modelServer, type ToolCall } from "./model-server.js";
import { world } from "./world.js";

const model = await modelServer();
afterAll(() => model.close());

const calls = (...all: readonly [id: string, args: unknown, name?: string][]): ToolCall[] =>
  all.map(([id, args, name = "refund"]) => ({ id, name, args }));
const large = { order: "o1", amount: 500 };
const CLIENTS = [
  ["openai 7", (): OpenAI => new OpenAI(model.options)],
  ["openai 6", () => new OpenAI6(model.options) as unknown as OpenAI],
] as const;

describe.each(CLIENTS)("answerCalls with %s", (_name, client) => {
  const respond = (...said: ToolCall[]) => {
    model.says(said, "done");
    return client().responses.create({ model: "gpt-5", input: "refund" });
  };

  test("every call is answered in its order, though they end in another, and the API takes the answers", async () => {
    const one = world();
    const response = await respond(
      ...calls(["c1", large], ["c2", { order: "o2", amount: 1 }], ["c3", { ...large, order: "o3" }]),
    );
    const answered = answerCalls(response, { refund: one.issue });
    const asked = [await one.people.next(), await one.people.next()];
    await asked[1]?.answer(approve("ana"));
    await asked[0]?.answer(deny("ana", "no"));
    const input = await answered;
    expect(input).toEqual([
      { type: "function_call_output", call_id: "c1", output: expect.stringMatching(/^Denied\./) },
      { type: "function_call_output", call_id: "c2", output: '{"order":"o2","refunded":1}' },
      { type: "function_call_output", call_id: "c3", output: '{"order":"o3","refunded":500}' },
    ]);
    expect(
      (await client().responses.create({ model: "gpt-5", previous_response_id: response.id, input })).output_text,
    ).toBe("done");
    expect(model.bodies.at(-1)).toMatchObject({ previous_response_id: response.id, input });
  });

  test("the log knows the response, the call, the model and the user", async () => {
    const one = world();
    one.people.will(approve("ana"));
    const response = await respond(...calls(["c1", large]));
    await answerCalls(response, { refund: one.issue }, { context: { user: person("owner") } });
    expect(one.events("approval.requested")).toMatchObject([
      { run: response.id, tool_call: "c1", model: "gpt-5-2026-01-01", actors: { user: person("owner") } },
    ]);
  });

  test("a modified call says with which arguments it ran", async () => {
    const one = world();
    one.people.will(modify("ana", { order: "o1", amount: 200 }), approve("bo"));
    const [answer] = await answerCalls(await respond(...calls(["c1", large])), { refund: one.issue });
    expect(answer?.output).toBe(
      'Executed with arguments modified by a reviewer: {"amount":200,"order":"o1"} Do not repeat it with the original arguments. Result: {"order":"o1","refunded":200}',
    );
  });

  test("a text that the body has for the model is told with its failure", async () => {
    const one = world(() => {
      throw Object.assign(new Error("row 4711"), { forModel: "no order O-12; did you mean o-12?" });
    });
    const response = await respond(...calls(["c1", { order: "O-12", amount: 5 }]));
    const [answer] = await answerCalls(response, { refund: one.issue });
    expect(answer?.output).toMatch(/^It was executed and failed\. .* no order O-12; did you mean o-12\?$/);
    expect(answer?.output).not.toContain("4711");
  });

  test("a call of no such tool is told so, also of a name that every object has", async () => {
    const response = await respond(...calls(["c1", {}, "transfer"], ["c2", {}, "constructor"]));
    const answers = await answerCalls(response, { refund: world().issue });
    expect(answers.map(({ output }) => output)).toEqual([
      'There is no tool named "transfer". Nothing was executed.',
      'There is no tool named "constructor". Nothing was executed.',
    ]);
  });

  test("arguments that are no JSON, or name something twice, are told so and nothing runs", async () => {
    const one = world();
    const response = await respond(
      ...calls(["c1", "{"], ["c2", '{"order":"o","amount":1,"amount":2}'], ["c3", '"o1"']),
    );
    const answers = await answerCalls(response, { refund: one.issue });
    expect(one.ran).toEqual([]);
    expect(answers.map(({ output }) => output.replace(/.*Reason: /, ""))).toEqual([
      "arguments: this is not JSON",
      'arguments: an object has the name "amount" twice',
      "arguments: give one JSON object",
    ]);
  });

  test("the same response answered again, in another process, continues its calls and runs each once", async () => {
    const first = world();
    const response = await respond(...calls(["c1", large], ["c2", large]));
    const answers = await answerCalls(response, { refund: first.issue }, { hold: 0 });
    expect(answers.map(({ output }) => output)).toEqual(
      Array(2).fill(expect.stringMatching(/^It waits for people to decide\. It was not executed yet\./)),
    );
    first.people.will(approve("ana"), deny("bo", "once is enough"));
    const again = await answerCalls(response, { refund: world(undefined, first).issue });
    expect(again.map(({ output }) => output)).toEqual([
      '{"order":"o1","refunded":500}',
      expect.stringContaining("once is enough"),
    ]);
    const late = await answerCalls(response, { refund: world(undefined, first).issue });
    expect(late[0]?.output).toMatch(/^It was executed\..*Do not run it again\./);
    expect([first.ran, first.people.asked.length]).toEqual([[large], 2]);
  });

  test("an abort cancels the calls that wait, and every call is answered", async () => {
    const one = world();
    const gaveUp = new AbortController();
    const answered = answerCalls(
      await respond(...calls(["c1", large], ["c2", { order: "o2", amount: 1 }])),
      { refund: one.issue },
      { signal: gaveUp.signal },
    );
    await one.people.next();
    gaveUp.abort();
    expect((await answered).map(({ output }) => output)).toEqual([
      expect.stringMatching(/^The call was cancelled\. It was not executed\./),
      '{"order":"o2","refunded":1}',
    ]);
    await one.cs.close();
    expect(one.events("call.cancelled")).toHaveLength(1);
  });
});

test("what is no function call, or has no call id, is left alone", async () => {
  const output = [
    { type: "message" },
    { type: "custom_tool_call", call_id: "c1", name: "refund" },
    { type: "function_call", name: "refund", arguments: '{"order":"o","amount":1}' },
    { type: "function_call", call_id: null, name: "refund" },
  ];
  const one = world();
  expect(await answerCalls({ id: "resp", model: "m", output }, { refund: one.issue })).toEqual([]);
  expect(one.ran).toEqual([]);
});

test("a function of a namespace is found by its whole name alone", async () => {
  const one = world();
  const call = { type: "function_call", name: "refund", namespace: "shop", arguments: '{"order":"o","amount":1}' };
  const response = { id: "resp", model: "m", output: [{ ...call, call_id: "c1" }] };
  expect((await answerCalls(response, { refund: one.issue }))[0]?.output).toBe(
    'There is no tool named "shop.refund". Nothing was executed.',
  );
  expect((await answerCalls(response, { "shop.refund": one.issue }))[0]?.output).toBe('{"order":"o","refunded":1}');
});

test.each([
  ["an unknown option", { id: "resp", model: "m", output: [] }, { holds: "1m" }, "answerCalls.holds: unknown option"],
  ["a response without an id", { id: "", model: "m", output: [] }, {}, "the response has no id"],
])("%s is refused", async (_what, response, options, message) => {
  await expect(answerCalls(response, {}, options as object)).rejects.toThrow(message);
});
