import { describe, expect, test } from "vitest";
import { approve, deny, modify } from "../../src/testing/answers.js";
import { memoryApprover } from "../../src/testing/memory-approver.js";
import { sampleMessage } from "../../src/testing/sample-message.js";
import { pause } from "../../src/testing/turn.js";
import { PEOPLE, smallDesk, world } from "./small-desk.js";

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
