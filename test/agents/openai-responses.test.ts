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

  test("a model that calls again as it was told reaches the same request, and every response answered again runs it once", async () => {
    const one = world();
    const [tools, made] = [{ refund: one.issue }, [] as Awaited<ReturnType<typeof respond>>[]];
    for (const id of ["c1", "c2", "c3"]) {
      made.push(await respond(...calls([id, large])));
      const [told] = await answerCalls(made.at(-1) as (typeof made)[0], tools, { hold: 0 });
      expect(told?.output).toMatch(/^It waits for people to decide\..* Call again later with the same arguments\./);
    }
    expect(one.people.asked.length).toBe(1);
    one.people.will(approve("ana"));
    const again = { refund: world(undefined, one).issue };
    const last = await answerCalls(made[2] as (typeof made)[0], again);
    expect(last[0]?.output).toBe('{"order":"o1","refunded":500}');
    for (const response of made) {
      const [told] = await answerCalls(response, again);
      expect(told?.output).toMatch(/^It was executed\..*Do not run it again\./);
    }
    expect([one.ran, one.people.asked.length]).toEqual([[large], 1]);
  });

  test("parallel calls that wait are continued in their order, also where people denied meanwhile", async () => {
    const one = world();
    const tools = { refund: one.issue };
    const told = async (...made: ToolCall[]) =>
      (await answerCalls(await respond(...made), tools, { hold: 0 })).map(({ output }) => output);
    await told(...calls(["c1", large], ["c2", large]));
    const asked = [await one.people.next(), await one.people.next()];
    await asked[0]?.answer(deny("ana", "first"));
    await asked[1]?.answer(approve("ana"));
    const next = await told(...calls(["c3", large], ["c4", large]));
    expect(next).toEqual([expect.stringContaining("first"), '{"order":"o1","refunded":500}']);
    expect([one.ran, one.people.asked.length]).toEqual([[large], 2]);
  });

  test.each([
    ["ran", approve("ana")],
    ["was denied", deny("ana", "no")],
  ])("once the model has heard that it %s, the same call is a new one", async (_what, decision) => {
    const one = world();
    const tools = { refund: one.issue };
    for (const id of ["c1", "c2", "c3"]) {
      await answerCalls(await respond(...calls([id, large])), tools, { hold: 0 });
      if (id === "c1") await (await one.people.next()).answer(decision);
    }
    expect(one.people.asked.map(({ state }) => state).filter((state) => state === "pending")).toHaveLength(2);
  });

  test("the same call of another conversation is a call of its own", async () => {
    const one = world();
    for (const id of ["conv_1", "conv_2", "conv_1"]) {
      const response = { ...(await respond(...calls(["c1", large]))), conversation: { id } };
      await answerCalls(response, { refund: one.issue }, { hold: 0 });
    }
    expect(one.people.asked.length).toBe(2);
    expect(one.events("approval.requested")).toMatchObject([{ session: "conv_1" }, { session: "conv_2" }]);
  });

  test.each([
    ["alike", large],
    ["not alike", { order: "o2", amount: 700 }],
  ])("two calls of one id in one response, %s, are decided on their own", async (_how, second) => {
    const one = world();
    const answered = answerCalls(await respond(...calls(["c1", large], ["c1", second])), { refund: one.issue });
    const asked = [await one.people.next(), await one.people.next()];
    await asked[0]?.answer(deny("ana", "once is enough"));
    await asked[1]?.answer(approve("bo"));
    expect((await answered)[0]?.output).toContain("once is enough");
    expect(one.ran).toEqual([second]);
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
