import { expect, test } from "vitest";
import * as z from "zod";
import { action, createCountersign, type RequestMessage, type Transport } from "../../src/index.js";
import type { Requirement } from "../../src/policy/requirement.js";
import { ask, policy } from "../../src/policy.js";
import { approve, deny, inMemory, memoryApprover, modify } from "../../src/testing/testing.js";
import { asking, call, office, PEOPLE } from "../approval/office.js";
import { one } from "../approval/replay.js";

const note = (effect: "message" | "money" | "destroy" | "credential") =>
  action("note.send", { input: z.object({ to: z.string(), text: z.string() }), effect, critical: ["to"] });

function notes(effect: Parameters<typeof note>[0], require: Requirement) {
  const send = note(effect);
  const people = memoryApprover(PEOPLE);
  const cs = createCountersign({
    ...inMemory(people),
    policy: policy({ id: "p", rules: [ask("asks", { on: send, require })] }),
  });
  return { people, send: cs.guard(({ text }) => text, send) };
}
const original = { to: "a", text: "x" };
const [text, to] = [
  { to: "a", text: "y" },
  { to: "b", text: "x" },
];

test.each<[string, Parameters<typeof note>[0], Requirement, object, "resolved" | "revised" | "forbidden"]>([
  ["approves where one person decides", "message", one("finance"), text, "resolved"],
  ["is authorship where a critical argument changed", "message", one("finance"), to, "revised"],
  ["is authorship where money moves", "money", one("finance"), text, "revised"],
  ["is authorship where something is destroyed", "destroy", one("finance"), text, "revised"],
  ["is authorship where a credential is at stake", "credential", one("finance"), text, "revised"],
  ["is authorship where two must agree", "message", one("finance", { approve: 2 }), text, "revised"],
  ["is authorship where the rule says so", "message", one("finance", { modify: "author" }), text, "revised"],
  ["is refused where the rule forbids it", "message", one("finance", { modify: "forbid" }), text, "forbidden"],
])("a modification %s", async (_, effect, require, args, result) => {
  const { people, send } = notes(effect, {
    ...require,
    ...(require.approve === 2 && { approvers: [{ group: "finance" }, { group: "security" }] }),
  } as Requirement);
  const done = send.attempt(original, { key: "k", hold: "2h" });
  expect((await (await people.next()).answer(modify("ana", args as never))).result).toBe(result);
  if (result === "resolved") expect(await done).toMatchObject({ ok: true, value: "y" });
});

test("a modification needs the proof of an approval, and its reason", async () => {
  const { people, send } = notes("message", one("finance", { proof: "L3", reason: "required" }));
  void send.attempt(original);
  const asked = await people.next();
  expect(await asked.answer(modify("ana", text))).toMatchObject({ result: "needs_step_up", proof: "L3" });
  expect((await asked.answer(modify("ana", text, { proof: "L3" }))).result).toBe("reason_required");
  expect((await asked.answer(modify("ana", text, { proof: "L3", reason: "typo" }))).result).toBe("resolved");
});

test("there are eight revisions at most", async () => {
  const crowd = Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`p${i}`, { groups: ["finance"] }]));
  const send = note("money");
  const people = memoryApprover(crowd);
  const rules = [ask("asks", { on: send, require: one("finance") })];
  const cs = createCountersign({ ...inMemory(people), policy: policy({ id: "p", rules }) });
  void cs.guard(() => "", send).attempt(original);
  for (let revision = 1; revision <= 8; revision++) {
    const asked = await people.next();
    expect(asked.revision).toBe(revision);
    const said = await asked.answer(modify(`p${revision}`, { to: "a", text: `${revision}` }));
    expect(said.result).toBe(revision < 8 ? "revised" : "forbidden");
  }
});

test("reviews of the revision before are void: who approved it is asked again", async () => {
  const { people, issue } = office([
    asking({ approvers: [{ group: "finance" }, { group: "security" }], approve: 2, within: "1h" }),
  ]);
  const done = issue.attempt(call, { key: "k", hold: "2h" });
  const first = await people.next();
  await first.answer(approve("ana"));
  await first.answer(modify("bo", { ...call, amount: 550, note: "" }));
  const second = await people.next();
  expect(second).toMatchObject({ by: [], why: expect.stringContaining("2 more of") });
  expect((await second.answer(approve("cy"))).result).toBe("recorded");
  expect((await second.answer(approve("ana"))).result).toBe("resolved");
  expect(await done).toMatchObject({ ok: true, value: { by: ["cy", "ana"], refunded: 550 } });
});

test("every card is told of the end, those of earlier revisions too", async () => {
  const told: string[] = [];
  let [cards, wake] = [0, () => {}];
  const channel: Transport = {
    name: "cards",
    capabilities: { proof: false, modify: false, update: true },
    deliver: async () => ({ id: `card ${++cards}`, at: "accepted" }),
    async update({ id }, { state }: RequestMessage) {
      told.push(`${id} ${state}`);
      wake();
    },
  };
  const send = note("money");
  const people = memoryApprover(PEOPLE);
  const rules = [ask("asks", { on: send, require: one("finance") })];
  const cs = createCountersign({
    ...inMemory(people),
    transports: [channel, people],
    policy: policy({ id: "p", rules }),
  });
  const done = cs.guard(() => "", send).attempt(original);
  await (await people.next()).answer(modify("ana", text));
  await (await people.next()).answer(deny("bo"));
  await done;
  while (told.length < 2) await new Promise<void>((resolve) => (wake = resolve));
  expect(told.toSorted()).toEqual(["card 1 denied", "card 2 denied"]);
});
