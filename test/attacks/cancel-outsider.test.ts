import { expect, test } from "vitest";
import { proven } from "../../src/index.js";
import { approve } from "../../src/testing/testing.js";
import { asking, call, office } from "../approval/office.js";
import { one } from "../approval/replay.js";
import { asked, deskServer } from "../server/desk-server.js";
import { forged, probed } from "./probing.js";

const by = (subject: string) => proven({ issuer: "test", subject, proof: "L1", evidence: {} });

/** What the log says of refused reviews. */
const refusedIn = ({ parts }: Pick<ReturnType<typeof deskServer>, "parts">) =>
  parts.audit.log.events
    .filter(({ type }) => type === "dev.countersign.review.refused.v1")
    .map(({ line }) => (JSON.parse(line) as { data: { answer: string; decision: string; person: string } }).data);

const refusedDeny = (person: string) => ({ answer: "not_eligible", decision: "deny", person });

test("a deny by an outsider is refused and recorded as refused, and the call waits on for those who decide it", async () => {
  const made = office([asking(one("finance"))]);
  const done = made.issue.attempt(call);
  const message = await made.people.next();
  const { revision, digest, requestId } = message;
  const said = await made.cs.desk.review(requestId, { decision: "deny", by: by("cy"), revision, digest });
  expect(said).toEqual({ result: "not_eligible", why: expect.any(String) });
  await made.clock.advance("1s"); // it is on disk soon, whatever else happens
  expect(refusedIn(made)).toMatchObject([refusedDeny("cy")]);
  expect((await message.answer(approve("ana"))).result).toBe("resolved");
  expect(await done).toMatchObject({ ok: true });
});

test.each(["pending", "approved"] as const)("a cancel by an outsider ends nothing that is %s", async (state) => {
  const { issue, people, cs, events } = office([asking(one("finance"))]);
  await issue.attempt(call, { key: "k", hold: 0 });
  const message = await people.next();
  if (state === "approved") await message.answer(approve("ana"));
  const said = await cs.desk.cancel(message.requestId, { by: by("cy"), reason: "no" });
  expect(said).toEqual({ result: "not_eligible", why: expect.any(String) });
  expect((await cs.desk.message(message.requestId))?.state).toBe(state);
  expect(events()).not.toContain("call.cancelled");
});

test("an identity that nobody has proven cancels nothing, whoever it names", async () => {
  const { issue, people, cs } = office([asking(one("finance"))]);
  await issue.attempt(call, { key: "k", hold: 0 });
  const { requestId } = await people.next();
  const ana = { issuer: "test", subject: "ana", proof: "L1", evidence: {} } as never;
  expect((await cs.desk.cancel(requestId, { by: ana, reason: "no" })).result).toBe("invalid");
  expect((await cs.desk.message(requestId))?.state).toBe("pending");
});

test("over HTTP a deny and a cancel by an outsider change nothing; the deny is recorded as refused", async () => {
  const desk = deskServer();
  const { done, message } = await desk.waiting();
  const { requestId, revision, digest } = message;
  const path = `/v1/requests/${requestId}`;
  const denied = await desk.post(`${path}/reviews`, "cy", { decision: "deny", revision, digest });
  const cancelled = await desk.post(`${path}/cancel`, "cy", { reason: "no" });
  expect([denied.status, cancelled.status]).toEqual([404, 404]);
  await desk.clock.advance("1s");
  expect(refusedIn(desk)).toMatchObject([refusedDeny("cy")]);
  expect((await message.answer(approve("ana"))).result).toBe("resolved");
  expect(await done).toMatchObject({ ok: true });
});

test.each(["decide", "cancel"])("a form that an outsider makes for the request changes nothing: %s", async (what) => {
  const desk = deskServer([asked()]);
  const { message } = await desk.waiting();
  const { requestId, revision, digest } = message;
  const form = { decision: "deny", reason: "no", revision: `${revision}`, digest };
  const answer = await probed(desk, "cy", { name: what, path: `/requests/${requestId}/${what}`, form }, requestId);
  expect(forged("cy", requestId)).not.toBe(forged("cy", "req_other")); // it is the request's own form, not a stale one
  expect(answer.status).toBe(404);
  expect((await desk.cs.desk.message(requestId))?.state).toBe("pending");
});
