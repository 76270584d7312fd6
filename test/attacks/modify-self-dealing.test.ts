import { expect, test } from "vitest";
import { approve, modify } from "../../src/testing/testing.js";
import { asking, call, office } from "../approval/office.js";
import { one } from "../approval/replay.js";

const mine = { orderId: "mine", amount: 600, note: "" };

test.each(["approve", "author"] as const)(
  "who turns the payment to himself cannot approve it, also where modify is %s",
  async (mode) => {
    const { people, issue, ran } = office([asking(one("finance", { modify: mode }))]);
    const done = issue.attempt(call, { key: "k", hold: "2h" });
    expect((await (await people.next()).answer(modify("ana", mine))).result).toBe("revised");
    const second = await people.next();
    expect((await second.answer(approve("ana"))).result).toBe("excluded");
    expect(ran).toEqual([]);
    expect((await second.answer(approve("bo"))).result).toBe("resolved");
    expect(await done).toMatchObject({ ok: true, value: { by: ["bo"] } });
  },
);

test("where nothing may be modified, nothing is", async () => {
  const { people, issue } = office([asking(one("finance", { modify: "forbid" }))]);
  void issue.attempt(call);
  const asked = await people.next();
  expect(asked.modifiable).toBe(false);
  expect((await asked.answer(modify("ana", mine))).result).toBe("forbidden");
});
