import { expect, test, vi } from "vitest";
import { createCountersign, type Directory, proven } from "../../src/index.js";
import { policy } from "../../src/policy.js";
import { createHandler } from "../../src/server/server.js";
import { approve, deny } from "../../src/testing/testing.js";
import { asking, call, office } from "../approval/office.js";
import { of, one, staged } from "../approval/replay.js";
import { asked, deskServer, headerSignIn } from "../server/desk-server.js";
import { apiProbes, consoleProbes, type Probe, probed, type Sending } from "./probing.js";

const by = (subject: string) => proven({ issuer: "test", subject, proof: "L1", evidence: {} });
const rule = [asking(staged([of("finance"), of("security")]))];

test("an outsider's review, cancel and look answer alike for a request that is there and one that is not", async () => {
  const { people, issue, cs } = office(rule);
  await issue.attempt(call, { key: "k", hold: 0 });
  const asked = await people.next();
  const { revision, digest, requestId } = asked;
  for (const who of ["eve", "di"]) {
    const review = { decision: "approve", by: by(who), revision, digest } as const;
    expect(await cs.desk.review(requestId, review)).toEqual(await cs.desk.review("req_no_such", review));
    const end = { by: by(who), reason: "x" };
    expect(await cs.desk.cancel(requestId, end)).toEqual(await cs.desk.cancel("req_no_such", end));
    expect(await cs.desk.show(requestId, by(who))).toEqual(await cs.desk.show("req_no_such", by(who)));
  }
  expect((await asked.answer(deny("di"))).result).toBe("not_eligible");
  expect((await cs.desk.message(requestId))?.state).toBe("pending");
});

test("people of the call and of any stage may take it back, others may not", async () => {
  for (const [who, result] of [
    ["owner", "resolved"],
    ["cy", "resolved"],
    ["eve", "not_eligible"],
  ] as const) {
    const { people, issue, cs } = office(rule);
    await issue.attempt(call, { key: "k", hold: 0 });
    const { requestId } = await people.next();
    expect((await cs.desk.cancel(requestId, { by: by(who), reason: "no more" })).result).toBe(result);
  }
});

test("an approval by somebody who may not see it tells nothing of who has approved", async () => {
  const { people, issue } = office(rule);
  void issue.attempt(call);
  const asked = await people.next();
  await asked.answer(approve("ana"));
  expect(await asked.answer(approve("eve"))).toEqual({ result: "not_eligible", why: expect.any(String) });
});

test("an account that changed hands gives the new one no way to tell whether a request is there", async () => {
  let whose = "bo";
  const { people, issue, cs, events } = office(
    [asking(one("finance"))],
    (directory): Partial<Directory> => ({
      people: (who) => directory.people(who.subject === "account" ? { ...who, subject: whose } : who),
    }),
  );
  await issue.attempt(call, { key: "k", hold: 0 });
  const { revision, digest, requestId } = await people.next();
  const review = { decision: "deny", by: by("account"), revision, digest } as const;
  expect((await cs.desk.review(requestId, { ...review, revision: 9 })).result).toBe("stale");
  whose = "di";
  expect(await cs.desk.review(requestId, review)).toEqual(await cs.desk.review("req_no_such", review));
  expect(events()).toContain("identity.relinked");
});

const NONE = `req_${"0".repeat(32)}`;
type Made = Awaited<ReturnType<ReturnType<typeof deskServer>["waiting"]>>;

/** A request of eve's that finance may decide and that has reached its people. */
async function delivered() {
  const desk = deskServer([asked({ modify: "author", proof: "L2" })]);
  const { message } = await desk.waiting();
  const row = async () => (await desk.parts.store.get(message.requestId)).row;
  await vi.waitFor(async () => expect(await row()).toMatchObject({ progress: { deliveries: [{}] } }), {
    timeout: 20_000,
  });
  return { desk, message, row };
}

/** All that somebody is answered, about the request and about an id of none. */
async function bothOf(sending: Sending, as: string, probes: typeof apiProbes, message: Made["message"]) {
  const answers = async (id: string) => {
    const found: [Probe["name"], Awaited<ReturnType<typeof probed>>][] = [];
    for (const probe of probes(id, message)) found.push([probe.name, await probed(sending, as, probe, id)]);
    return found;
  };
  return [await answers(message.requestId), await answers(NONE)] as const;
}

const DOORS = { API: apiProbes, console: consoleProbes };
const OUTSIDERS = { "of no right to it": "cy", "whom the directory does not know": "mallory" };
const TABLE = (["API", "console"] as const).flatMap((door) =>
  (["of no right to it", "whom the directory does not know"] as const).flatMap((who) =>
    (["waits", "is denied"] as const).map((state) => [who, door, state] as const),
  ),
);

test.each(TABLE)("for one %s the %s answers about a request that %s as about none", async (who, door, state) => {
  const { desk, message, row } = await delivered();
  if (state === "is denied") expect((await message.answer(deny("bo"))).result).toBe("resolved");
  const before = await row();
  const [there, none] = await bothOf(desk, OUTSIDERS[who], DOORS[door], message);
  expect(there).toEqual(none);
  expect(there.filter(([, { status }]) => status !== 404 && status !== 403)).toEqual([]);
  expect(await row()).toEqual(before);
});

test.each(["API", "console"] as const)(
  "who could decide a request elsewhere learns nothing of it here: %s",
  async (door) => {
    const { desk, message, row } = await delivered();
    const before = await row();
    const { audit: _, ...parts } = desk.parts;
    const log = { write: async () => {} };
    const other = createCountersign({
      ...parts,
      environment: "staging",
      audit: { ...desk.parts.audit, log },
      policy: policy({ id: "p", rules: [asked()] }),
    });
    const handle = createHandler(other.desk, { path: "/countersign", signIn: headerSignIn });
    const [there, none] = await bothOf({ handle }, "ana", DOORS[door], message);
    expect(there).toEqual(none);
    expect(await row()).toEqual(before);
  },
);
