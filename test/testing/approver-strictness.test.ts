import { describe, expect, test } from "vitest";
import type { Inbox } from "../../src/approval/transport.js";
import { type Answer, approve, deny } from "../../src/testing/answers.js";
import { memoryApprover } from "../../src/testing/memory-approver.js";
import { pause } from "../../src/testing/turn.js";
import { PEOPLE, smallDesk, world } from "./small-desk.js";

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
