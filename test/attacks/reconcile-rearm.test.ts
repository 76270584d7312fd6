import { expect, test } from "vitest";
import { type Directory, proven } from "../../src/index.js";
import { approve, person } from "../../src/testing/testing.js";
import { large, refunds, world } from "../world.js";

const call = { orderId: "o", amount: 600 };
const by = (subject: string) => proven({ issuer: "test", subject, proof: "L4", evidence: {} });

/** An execution whose process is gone: nobody renews its lease. */
async function lost() {
  const made = world([large]);
  const { issue, ran } = refunds(made.cs);
  const context = { user: person("ana") };
  made.people.will(approve("bo"));
  await issue(call, { key: "k", context });
  const requestId = made.people.asked[0]?.requestId ?? "";
  const { row } = await made.parts.store.get(requestId);
  if (!row) throw new Error("the request is not in the store");
  await made.parts.store.compareAndSet(
    row.id,
    { version: row.version },
    { state: "executing", due: row.openedAt, progress: row.progress },
  );
  expect(await issue.attempt(call, { key: "k", context })).toMatchObject({
    ok: false,
    error: { code: "unknown", executed: "unknown" },
  });
  return { ...made, issue, ran, requestId, context };
}

test("the requester cannot settle their own lost execution", async () => {
  const { cs, requestId } = await lost();
  expect(
    await cs.desk.reconcile(requestId, { by: by("ana"), outcome: "failed", reason: "again please" }),
  ).toMatchObject({ result: "excluded" });
});

test("nor can they once their account is another person's in the directory", async () => {
  const { parts, people, requestId } = await lost();
  const directory: Directory = {
    members: people.members,
    people: (who) => people.people(who.subject === "ana" ? person("cy") : who),
  };
  const { cs } = world([large], { ...parts, directory });
  const settle = (who: string) => cs.desk.reconcile(requestId, { by: by(who), outcome: "failed", reason: "" });
  expect(await settle("cy")).toMatchObject({ result: "excluded" });
  expect(await settle("bo")).toMatchObject({ result: "resolved" });
});

test("one who may not decide it cannot settle it, and learns nothing", async () => {
  const { cs, requestId } = await lost();
  const outsider = await cs.desk.reconcile(requestId, { by: by("eve"), outcome: "failed", reason: "" });
  const unknown = await cs.desk.reconcile("req_no_such", { by: by("eve"), outcome: "failed", reason: "" });
  expect(outsider).toEqual(unknown);
});

test("no outcome leads back to a run: neither an approval, nor asking again, nor settling it", async () => {
  const { cs, people, requestId, issue, ran, context } = await lost();
  const last = people.asked[0];
  const again = {
    decision: "approve",
    by: by("cy"),
    revision: last?.revision ?? 0,
    digest: last?.digest ?? "",
  } as const;
  expect(await cs.desk.review(requestId, again)).toMatchObject({ result: "too_late" });
  const rearm = { by: by("bo"), outcome: "approved" as "failed", reason: "run it again" };
  expect(await cs.desk.reconcile(requestId, rearm)).toMatchObject({ result: "forbidden" });
  expect(await cs.desk.reconcile(requestId, { by: by("bo"), outcome: "failed", reason: "checked" })).toMatchObject({
    result: "resolved",
  });
  expect(await issue.attempt(call, { key: "k", context })).toMatchObject({ ok: false, error: { code: "failed" } });
  expect(ran).toHaveLength(1);
});

test("who settled it, how and why is in the log", async () => {
  const { cs, parts, requestId } = await lost();
  await cs.desk.reconcile(requestId, { by: by("cy"), outcome: "succeeded", reason: "seen in the bank" });
  const event = parts.audit.log.events.find(({ type }) => type.includes("execution.reconciled"));
  expect(JSON.parse((event as unknown as { line: string }).line).data).toMatchObject({
    person: "cy",
    outcome: "succeeded",
    reason: "seen in the bank",
  });
});
