import { expect, test } from "vitest";
import * as z from "zod";
import { action, isCountersignError } from "../../src/index.js";
import { allow, ask, deny } from "../../src/policy.js";
import { approve, deny as denies, modify, person } from "../../src/testing/testing.js";
import { large, refund, refunds, small, world } from "../world.js";

test("an allowed call runs at once and leaves two events", async () => {
  const { cs, events } = world();
  const { issue, ran } = refunds(cs);
  expect(await issue({ orderId: "o", amount: 20 })).toMatchObject({ refunded: 20, modified: false, by: [] });
  await cs.close();
  expect(ran).toEqual([{ orderId: "o", amount: 20, note: "" }]);
  expect(events()).toEqual(["log.opened", "execution.started", "execution.succeeded", "log.closed"]);
});

test("an asked call waits, is approved, runs once and says by whom", async () => {
  const { cs, people, events } = world();
  const { issue, ran } = refunds(cs);
  people.will(approve("ana"));
  expect(await issue({ orderId: "o", amount: 600 })).toMatchObject({ refunded: 600, by: ["ana"] });
  people.done();
  await cs.close();
  expect(ran).toHaveLength(1);
  expect(events()).toEqual([
    "log.opened",
    "approval.requested",
    "approval.delivered",
    "review.recorded",
    "call.approved",
    "execution.started",
    "execution.succeeded",
    "log.closed",
  ]);
});

test("what no rule speaks of is denied, recorded, and never runs", async () => {
  const { cs, events } = world([deny("unrelated", { on: { effect: "destroy" } })]);
  const { issue, ran } = refunds(cs);
  const done = await issue.attempt({ orderId: "o", amount: 1 });
  expect(done).toMatchObject({ ok: false, error: { code: "denied", by: "policy", rules: [], executed: "no" } });
  expect(ran).toEqual([]);
  expect(events()).toContain("call.denied");
});

test("a denial by a person carries their reason to the caller and to the model", async () => {
  const { cs, people } = world();
  const { issue, ran } = refunds(cs);
  people.will(denies("ana", "too much"));
  const done = await issue.attempt({ orderId: "o", amount: 600 });
  expect(done).toMatchObject({
    ok: false,
    error: { code: "denied", by: "people", reason: "too much", executed: "no" },
  });
  expect(!done.ok && done.error.forModel()).toBe(
    "Denied. It was not executed. Do not try again with the same arguments. Reason: too much",
  );
  expect(ran).toEqual([]);
});

test("a modification of money makes its author an author: somebody else approves, and the modified arguments run", async () => {
  const { cs, people } = world();
  const { issue, ran } = refunds(cs);
  people.will(
    modify("ana", { orderId: "o", amount: 10, note: "" }),
    approve("ana", { expect: "excluded" }),
    approve("bo"),
  );
  expect(await issue({ orderId: "o", amount: 600 })).toMatchObject({ refunded: 10, modified: true, by: ["bo"] });
  expect(ran).toEqual([{ orderId: "o", amount: 10, note: "" }]);
  people.done();
});

test("a modification of nothing critical in a mild effect also approves, where one person decides", async () => {
  const write = action("note.write", {
    input: z.object({ id: z.string(), text: z.string() }),
    effect: "write",
    critical: ["id"],
  });
  const { cs, people } = world([
    ask("notes", { on: write, require: { approvers: { group: "finance" }, within: "30m" } }),
  ]);
  const save = cs.guard(({ text }) => text, write);
  people.will(modify("ana", { id: "n", text: "kinder" }));
  expect(await save({ id: "n", text: "harsh" })).toBe("kinder");
  people.done();
});

test("nobody approves their own call, whoever asks for it", async () => {
  const { cs, people } = world();
  const { issue } = refunds(cs);
  people.will(approve("ana", { expect: "excluded" }), approve("bo"));
  await issue({ orderId: "o", amount: 600 }, { context: { user: person("ana") } });
  people.done();
});

test("a quorum counts people: the second approval of one person is a duplicate", async () => {
  const two = ask("two", { on: refund, require: { approvers: { group: "finance" }, approve: 2, within: "30m" } });
  const { cs, people } = world([two]);
  const { issue } = refunds(cs);
  people.will(approve("ana"), approve("ana", { expect: "duplicate" }), approve("bo"));
  expect(await issue({ orderId: "o", amount: 1 })).toMatchObject({ by: ["ana", "bo"] });
  people.done();
});

test("an approval is ended by a later deny while it waits for its run", async () => {
  const two = ask("two", { on: refund, require: { approvers: { group: "finance" }, approve: 2, within: "30m" } });
  const { cs, people } = world([two]);
  const { issue, ran } = refunds(cs);
  people.will(approve("ana"), denies("ana"));
  expect(await issue.attempt({ orderId: "o", amount: 1 })).toMatchObject({ ok: false, error: { code: "denied" } });
  expect(ran).toEqual([]);
});

test("two ask rules that both match ask different people each: the first never wins", async () => {
  const other = ask("other", { on: { effect: "money" }, require: { approvers: { person: "bo" }, within: "1h" } });
  const { cs, people } = world([large, other]);
  const { issue } = refunds(cs);
  people.will(approve("bo"), approve("ana"));
  expect(await issue({ orderId: "o", amount: 600 })).toMatchObject({ by: ["bo", "ana"] });
  people.done();
});

test("a requirement that only the call's own people could meet is refused at once, with what is missing", async () => {
  const { cs } = world([ask("cy", { on: refund, require: { approvers: { person: "cy" }, within: "30m" } })]);
  const { issue } = refunds(cs);
  const done = await issue.attempt({ orderId: "o", amount: 1 }, { context: { user: person("cy") } });
  expect(done).toMatchObject({ ok: false, error: { code: "unsatisfiable", eligible: 0, needed: 1 } });
});

test("a required reason and a required proof are asked for before a review counts", async () => {
  const strict = ask("strict", {
    on: refund,
    require: { approvers: { group: "finance" }, within: "30m", reason: "required", proof: "L2" },
  });
  const { cs, people } = world([strict]);
  const { issue } = refunds(cs);
  people.will(
    approve("ana", { expect: "needs_step_up", reason: "fine" }),
    approve("ana", { proof: "L2", expect: "reason_required" }),
    approve("ana", { proof: "L2", reason: "fine" }),
  );
  await issue({ orderId: "o", amount: 1 });
  people.done();
});

test("sync bodies, positional bodies and async schemas are guarded alike", async () => {
  const slow = z.object({ a: z.string().refine(async (text) => text !== "bad"), b: z.number() });
  const join = action("join", { input: slow, effect: "read" });
  const { cs } = world([allow("join", { on: join })]);
  const positional = cs.guard((a: string, b: number) => a.repeat(b), join, ["a", "b"]);
  expect(await positional("x", 3)).toBe("xxx");
  await expect(positional("bad", 3)).rejects.toMatchObject({ code: "input" });
  expect(await cs.guard(({ a }) => a, join)({ a: "sync", b: 1 })).toBe("sync");
});

test.each([
  ["an error", new TypeError("boom")],
  ["a text", "boom"],
  ["undefined", undefined],
  ["null", null],
  ["an object", { code: "denied" }],
])("a body that throws %s has failed, and its own error is the cause", async (_, thrown) => {
  const { cs, events } = world();
  const issue = cs.guard(() => {
    throw thrown;
  }, refund);
  const done = await issue.attempt({ orderId: "o", amount: 1 });
  expect(done).toMatchObject({ ok: false, error: { code: "failed", executed: "yes" } });
  expect(!done.ok && isCountersignError(done.error, "failed") && done.error.cause).toBe(thrown);
  expect(!done.ok && done.error.message).not.toContain("boom");
  await cs.close();
  expect(events()).toContain("execution.failed");
});

test("the body gets its own copy: what it changes, the record does not see", async () => {
  const { cs } = world();
  const issue = cs.guard((args) => {
    (args as { note: string }).note = "changed";
    return args.note;
  }, refund);
  const input = { orderId: "o", amount: 1, note: "as given" };
  expect(await issue(input)).toBe("changed");
  expect(input.note).toBe("as given");
});

test("a listener hears of every step with its ids, and cannot change it", async () => {
  const { cs, people } = world([small, large]);
  const { issue } = refunds(cs);
  const heard: string[] = [];
  const stop = cs.on("call.approved", ({ requestId }) => heard.push(requestId ?? ""));
  people.will(approve("ana"), approve("bo"));
  await issue({ orderId: "o", amount: 600 });
  stop();
  await issue({ orderId: "o", amount: 600 });
  expect(heard).toEqual([people.asked[0]?.requestId]);
});
