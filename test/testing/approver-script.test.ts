import { describe, expect, test } from "vitest";
import type { Inbox } from "../../src/approval/transport.js";
import { type Answer, approve, deny, modify } from "../../src/testing/answers.js";
import { memoryApprover } from "../../src/testing/memory-approver.js";
import { sampleMessage } from "../../src/testing/sample-message.js";
import { pause } from "../../src/testing/turn.js";
import { smallDesk } from "./small-desk.js";

const PEOPLE = { ana: { groups: ["finance"], roles: ["lead"] }, bo: { groups: ["finance"] } };

async function world(needed = 1) {
  const people = memoryApprover(PEOPLE);
  const desk = smallDesk(people, needed);
  const leave = await people.connect?.(desk.inbox);
  return { people, desk, leave };
}

describe("playing a script", () => {
  test("an approve resolves the request", async () => {
    const { people, desk } = await world();
    people.will(approve("ana"));
    expect(await desk.ask("1")).toBe("approved");
    people.done();
  });
  test("a deny resolves it with its reason", async () => {
    const { people, desk } = await world();
    people.will(deny("bo", "too much"));
    expect(await desk.ask("1")).toBe("too much");
    people.done();
  });
  test("an answer is a proven review of the delivered message, at L1 unless said", async () => {
    const { people, desk } = await world(2);
    people.will(approve("ana", { reason: "fine" }), approve("bo", { proof: "L3" }));
    await desk.ask("1");
    const { revision, digest } = sampleMessage("1");
    const by = (subject: string, proof: string) => ({ issuer: "test", subject, proof, evidence: {}, "~proven": true });
    expect(desk.reviews).toEqual([
      { decision: "approve", reason: "fine", by: by("ana", "L1"), revision, digest },
      { decision: "approve", by: by("bo", "L3"), revision, digest },
    ]);
  });
  test("items are given one by one, until enough people agreed", async () => {
    const { people, desk } = await world(2);
    people.will(approve("ana"), approve("bo"));
    expect(await desk.ask("1")).toBe("approved");
    people.done();
  });
  test("after a modify the answers are of the new revision", async () => {
    const { people, desk } = await world();
    people.will(modify("ana", { amount: 10 }), approve("bo"));
    expect(await desk.ask("1")).toBe("approved");
    expect(desk.reviews.map(({ decision, revision, digest }) => [decision, revision, digest])).toEqual([
      ["modify", 1, sampleMessage("1").digest],
      ["approve", 2, "digest-2"],
    ]);
    people.done();
  });
  test("a new revision that the desk did not deliver is read from the inbox", async () => {
    const people = memoryApprover(PEOPLE);
    const desk = smallDesk({
      ...people,
      deliver: async (message) => (message.revision === 1 ? people.deliver(message) : { id: "x", at: "accepted" }),
    });
    await people.connect?.(desk.inbox);
    people.will(modify("ana", {}), approve("bo"));
    expect(await desk.ask("1")).toBe("approved");
    people.done();
  });
  test("answers of one list are given at once: none waits for another's outcome", async () => {
    const people = memoryApprover(PEOPLE);
    let given = 0;
    let release = () => {};
    const all = new Promise<void>((resolve) => {
      release = resolve;
    });
    await people.connect?.({
      message: async () => sampleMessage("1", { state: "approved" }),
      async review() {
        if (++given === 2) release();
        await all;
        return { result: "recorded", why: "" };
      },
    });
    await people.deliver(sampleMessage("1"));
    people.will([approve("ana"), approve("bo")]);
    await all;
    await pause();
    people.done();
  });
  test("items that are added apart are given one by one too", async () => {
    const people = memoryApprover(PEOPLE);
    let underway = 0;
    let most = 0;
    await people.connect?.({
      message: async () => undefined,
      async review() {
        most = Math.max(most, ++underway);
        await pause();
        underway--;
        return { result: "recorded", why: "" };
      },
    });
    await people.deliver(sampleMessage("1"));
    people.will(approve("ana")).will(approve("bo"));
    await pause();
    await pause();
    await pause();
    expect(most).toBe(1);
  });
  test("a request that the inbox shows no more is resolved when the desk said so", async () => {
    const people = memoryApprover(PEOPLE).will(approve("ana"));
    await people.connect?.({ message: async () => undefined, review: async () => ({ result: "resolved", why: "" }) });
    await people.deliver(sampleMessage("1"));
    await pause();
    people.done();
  });
  test("an expected refusal is no problem, and the script goes on", async () => {
    const { people, desk } = await world();
    people.will(approve("owner", { expect: "excluded" }), deny("bo", "no"));
    expect(await desk.ask("1")).toBe("no");
    people.done();
  });
  test("answers come after deliver has answered, not while it is under way", async () => {
    const { people, desk } = await world();
    people.will(approve("ana"));
    void desk.ask("1");
    await Promise.resolve();
    await Promise.resolve();
    expect(desk.reviews).toEqual([]);
    await pause();
    expect(desk.reviews).toHaveLength(1);
  });
  test("requests at the same time are answered one after the other, oldest first", async () => {
    const { people, desk } = await world();
    people.will(approve("ana"), deny("bo", "second"));
    expect(await Promise.all([desk.ask("1"), desk.ask("2")])).toEqual(["approved", "second"]);
    people.done();
  });
  test("answers that are added later are given to the request that waits", async () => {
    const { people, desk } = await world();
    const ended = desk.ask("1");
    await people.next();
    people.will(approve("ana"));
    expect(await ended).toBe("approved");
  });
  test("a request that came before the desk connected is answered when it does", async () => {
    const people = memoryApprover(PEOPLE).will(approve("ana"));
    const desk = smallDesk(people);
    const ended = desk.ask("1");
    await pause();
    await people.connect?.(desk.inbox);
    expect(await ended).toBe("approved");
  });
  test("who left a connection answers there no more", async () => {
    const { people, desk, leave } = await world();
    await leave?.();
    people.will(approve("ana"));
    void desk.ask("1");
    await pause();
    expect(desk.reviews).toEqual([]);
  });
});

describe("strictness", () => {
  test("done throws on an answer that nobody asked for", async () => {
    const { people } = await world();
    people.will(approve("ana"), [deny("bo"), approve("ana")]);
    expect(() => people.done()).toThrow(
      /nobody was asked for: approve by ana.*nobody was asked for: deny by bo, approve by ana/,
    );
  });
  test("done throws on answers that are left when the request is resolved", async () => {
    const { people, desk } = await world();
    people.will(approve("ana"), approve("bo"));
    await desk.ask("1");
    expect(() => people.done()).toThrow(/nobody was asked for: approve by bo/);
  });
  test("done throws on a request that nobody answered", async () => {
    const { people, desk } = await world();
    void desk.ask("1");
    expect(() => people.done()).toThrow(/nobody answered: Refund 900.00 for order o-17 \(request-1\)/);
  });
  test("done throws on a request that needs more answers than there are", async () => {
    const { people, desk } = await world(2);
    people.will(approve("ana"));
    void desk.ask("1");
    await pause();
    expect(() => people.done()).toThrow(/nobody answered/);
  });
  test("a request that expired needs no answer", async () => {
    const { people, desk } = await world();
    const ended = desk.ask("1");
    await desk.expire("1");
    expect(await ended).toBe("expired");
    people.done();
  });
  test("a wrong outcome ends the call with the reason, and done throws it", async () => {
    const { people, desk } = await world();
    people.will(approve("owner"));
    const text = "approve by owner was answered excluded (small desk); expected recorded or resolved";
    expect(await desk.ask("1")).toBe(text);
    expect(() => people.done()).toThrow(text);
  });
  test("an expected outcome that does not come is a problem too", async () => {
    const { people, desk } = await world(2);
    people.will(approve("ana", { expect: "excluded" }));
    expect(await desk.ask("1")).toBe("approve by ana was answered recorded (small desk); expected excluded");
    expect(() => people.done()).toThrow(/expected excluded/);
  });
  test("after a problem people deny one after the other, until the request is resolved", async () => {
    const { people, desk } = await world();
    people.will(approve("owner"));
    await desk.ask("1");
    await pause();
    expect(desk.reviews.map(({ decision, by }) => `${decision} ${by.subject}`)).toEqual([
      "approve owner",
      "deny owner",
      "deny ana",
    ]);
  });
  test("after a problem the rest of the script is not played: later requests are denied with it", async () => {
    const { people, desk } = await world();
    people.will(approve("owner"), approve("ana"));
    await desk.ask("1");
    expect(await desk.ask("2")).toMatch(/approve by owner was answered excluded/);
    expect(() => people.done()).toThrow(/nobody was asked for: approve by ana/);
  });
  test("an inbox that fails is a problem", async () => {
    const { people, desk } = await world();
    let failed = false;
    await people.connect?.({
      ...desk.inbox,
      async review(id, review) {
        if (failed) return desk.inbox.review(id, review);
        failed = true;
        throw new Error("store is down");
      },
    });
    people.will(approve("ana"));
    expect(await desk.ask("1")).toBe("approve by ana failed: store is down; expected recorded or resolved");
  });
  test("a problem found after done is reported by the test runner", async () => {
    const { people, desk } = await world();
    let answer = () => {};
    const answered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const slow: Inbox = {
      ...desk.inbox,
      review: async (id, review) => {
        await answered;
        return desk.inbox.review(id, review);
      },
    };
    await people.connect?.(slow);
    people.will(approve("owner"));
    void desk.ask("1");
    await pause();
    people.done(); // its answer is underway
    const reported = unhandled();
    answer();
    expect(String(await reported)).toMatch(/approve by owner was answered excluded/);
  });
  test("a request that nobody listed can deny is reported, and not answered for ever", async () => {
    const people = memoryApprover({});
    const desk = smallDesk(people);
    await people.connect?.(desk.inbox);
    const reported = unhandled();
    people.will(approve("owner"));
    void desk.ask("1");
    expect(String(await reported)).toMatch(/nobody listed could deny/);
    await pause();
    expect(desk.reviews.map(({ decision }) => decision)).toEqual(["approve", "deny"]);
  });
  test.each([{ by: "ana" }, null, "ana"])("an answer made by hand (%j) is refused", async (answer) => {
    expect(() => memoryApprover(PEOPLE).will(answer as Answer)).toThrow(/approve\(\), deny\(\) or modify\(\)/);
  });
  test("an unknown option of an answer is refused", () => {
    const how = { expects: "excluded" } as object;
    expect(() => approve("ana", how)).toThrow(/unknown option "expects"/);
  });
});

/** The next unhandled rejection, taken from the test runner. */
function unhandled(): Promise<unknown> {
  const runner = process.listeners("unhandledRejection");
  process.removeAllListeners("unhandledRejection");
  return new Promise((resolve) => {
    process.once("unhandledRejection", (reason) => {
      for (const listener of runner) process.on("unhandledRejection", listener);
      resolve(reason);
    });
  });
}
