import { expect, test } from "vitest";
import { type Directory, type Identity, proven } from "../../src/index.js";
import { approve, deny, modify, person } from "../../src/testing/testing.js";
import { asking, call, office } from "../approval/office.js";
import { of, one, staged } from "../approval/replay.js";

const as = (subject: string, proof: Identity["proof"] = "L1"): Identity =>
  proven({ ...person(subject), proof, evidence: {} });

/** A request of eve's that waits, and the desk that holds it. */
async function waiting(...given: Parameters<typeof office>) {
  const made = office(...given);
  void made.issue.attempt(call, { context: { user: person("eve") } });
  const asked = await made.people.next();
  const { desk } = made.cs;
  const show = async (subject: string, proof?: Identity["proof"]) => desk.show(asked.requestId, as(subject, proof));
  const listed = async (subject: string, queue: "mine" | "open" | "decided" = "mine") =>
    (await desk.requests(as(subject), { queue })).items.map(({ requestId }) => requestId);
  return { ...made, desk, asked, show, listed };
}

test("who may decide sees who must agree, who has, and who has not", async () => {
  const { asked, show } = await waiting([asking(one("finance", { approve: 2 }))]);
  await asked.answer(approve("bo"));
  const shown = await show("ana");
  expect(shown?.agreement).toMatchObject([
    {
      who: "group finance",
      approve: 2,
      agreed: 1,
      open: "now",
      people: [
        { id: "bo", said: "approve", proof: "L1" },
        { id: "ana", said: "nothing" },
      ],
    },
  ]);
  expect(shown?.message).toMatchObject({ needed: 2, agreed: 1, action: "refund.issue" });
});

test("the call's own people are not among those who may fill a place", async () => {
  const { issue, people, cs } = office([asking(one("finance"))]);
  void issue.attempt(call, { context: { user: person("ana") } });
  const { requestId } = await people.next();
  const own = await cs.desk.show(requestId, as("ana"));
  expect(own?.you).toMatchObject({ id: "ana", may: "own" });
  expect(own?.agreement[0]?.people).toMatchObject([{ id: "bo" }]);
});

test("a later stage is shown as one that is not open yet", async () => {
  const { show } = await waiting([asking(staged([of("finance"), of("security")], { order: "sequential" }))]);
  expect((await show("cy"))?.agreement.map(({ who, open }) => [who, open])).toEqual([
    ["group finance", "now"],
    ["group security", "later"],
  ]);
  expect((await show("cy"))?.you.open).toBe("later");
});

test("a person is told what their approval still has to be proven with", async () => {
  const { show } = await waiting([asking(one("finance", { proof: "L3" }))]);
  expect((await show("ana"))?.you).toMatchObject({ may: "decide", said: "nothing", proof: "L3" });
  expect((await show("ana", "L3"))?.you.proof).toBeUndefined();
});

test("nobody else sees the request, nor what it is compared with", async () => {
  const { asked, desk, show } = await waiting([asking(one("finance"))]);
  expect(await show("di")).toBeUndefined();
  expect(await desk.earlier(asked.requestId, as("di"))).toEqual({ count: 0, differences: [], items: [] });
});

test("the requests of a person are those that they may decide", async () => {
  const { asked, listed } = await waiting([asking(one("finance"))]);
  expect(await listed("ana")).toEqual([asked.requestId]);
  expect(await listed("di")).toEqual([]);
  expect(await listed("di", "open")).toEqual([]);
});

test("a person's own calls are not theirs to decide, but theirs to see", async () => {
  const { asked, listed } = await waiting([asking(one("finance"))]);
  expect(await listed("eve")).toEqual([]);
  expect(await listed("eve", "open")).toEqual([asked.requestId]);
});

test("what was decided leaves one list for the other", async () => {
  const { asked, listed } = await waiting([asking(one("finance"))]);
  await asked.answer(deny("ana"));
  expect(await listed("ana", "open")).toEqual([]);
  expect(await listed("bo", "decided")).toEqual([asked.requestId]);
});

test("whoever is on call finds what waits for them", async () => {
  const require = { approvers: { onCall: "payments" }, within: "1h" } as const;
  const { asked, listed } = await waiting([asking(require)], (directory) => ({
    members: async (of) => directory.members("onCall" in of ? { person: "di" } : of),
  }));
  expect(await listed("di")).toEqual([asked.requestId]);
});

test("whoever stands in for somebody finds what waits for them", async () => {
  const away = (people: Awaited<ReturnType<Directory["members"]>>) =>
    people === "unknown"
      ? people
      : people.map((one) =>
          one.id === "ana" ? { ...one, away: { delegate: "di", until: "2026-01-01T02:00:00Z" } } : one,
        );
  const { asked, listed } = await waiting([asking(one("finance"))], (directory) => ({
    members: async (of) => away(await directory.members(of)),
  }));
  expect(await listed("di")).toEqual([asked.requestId]);
});

test("whoever is asked only after a time finds the request from then on", async () => {
  const escalate = [{ after: "10m", to: { group: "chiefs" } }] as const;
  const { clock, asked, listed } = await waiting([asking(one("finance", { escalate }))]);
  expect(await listed("di")).toEqual([]);
  await clock.advance("10m");
  expect(await listed("di")).toEqual([asked.requestId]);
});

test("a preview shows the revision as it would be, and records nothing", async () => {
  const { asked, desk, show, events } = await waiting([asking(one("finance", { modify: "author" }))]);
  const { revision, digest } = asked;
  const args = { ...call, amount: 500, note: "" };
  const before = events().length;
  const draft = await desk.preview(asked.requestId, { decision: "modify", by: as("ana"), revision, digest, args });
  expect(draft).toMatchObject({ result: "revised", message: { revision: 2, state: "pending" } });
  expect((await show("ana"))?.message.revision).toBe(1);
  expect(events().length).toBe(before);
  await asked.answer(modify("ana", args));
  expect((await show("bo"))?.message.digest).toBe(draft.message?.digest);
});

test("a preview needs no proof, and says which one the modification will need", async () => {
  const { asked, desk } = await waiting([asking(one("finance", { modify: "author", proof: "L2" }))]);
  const { requestId, revision, digest } = asked;
  const modification = { decision: "modify", by: as("ana"), revision, digest, args: { ...call, amount: 500 } } as const;
  expect(await desk.preview(requestId, modification)).toMatchObject({ result: "revised", proof: "L2" });
  expect((await desk.review(requestId, modification)).result).toBe("needs_step_up");
});

test("a preview of what would not be taken says why, at its argument", async () => {
  const { asked, desk } = await waiting([asking(one("finance"))]);
  const { requestId, revision, digest } = asked;
  const args = { ...call, amount: -1 };
  const wrong = await desk.preview(requestId, { decision: "modify", by: as("ana"), revision, digest, args });
  expect(wrong).toMatchObject({ result: "invalid", issues: [{ path: "amount" }] });
  const old = await desk.preview(requestId, { decision: "modify", by: as("ana"), revision: 7, digest, args });
  expect(old.result).toBe("stale");
  const outsider = await desk.preview(requestId, { decision: "modify", by: as("di"), revision, digest, args });
  expect(outsider).not.toHaveProperty("message");
});

test("what is different from earlier calls of the action comes first", async () => {
  const { asked, issue, people, desk } = await waiting([asking(one("finance"))]);
  await asked.answer(deny("ana", { reason: "never paid" }));
  void issue.attempt({ orderId: "o", amount: 2400 }, { context: { user: person("eve") } });
  const next = await people.next();
  const earlier = await desk.earlier(next.requestId, as("ana"));
  expect(earlier).toMatchObject({
    count: 1,
    items: [{ requestId: asked.requestId, state: "denied", by: ["ana"], reason: "never paid" }],
  });
  expect(earlier.differences.map(({ kind, says }) => `${kind}: ${says}`)).toEqual([
    "differs: amount is 4.0 times the median",
    "same: orderId is as in 1 of them.",
    "same: The same agent, for the same person, as in 1 of them.",
  ]);
});

test("a hint comes with every change, from whatever process", async () => {
  const { asked, desk } = await waiting([asking(one("finance"))]);
  const hints: string[] = [];
  const leave = await desk.watch((ids) => hints.push(...(ids === "resync" ? [] : ids)));
  await asked.answer(deny("ana"));
  expect(hints).toContain(asked.requestId);
  await leave();
});
