import { expect, test } from "vitest";
import { ask } from "../../src/policy.js";
import { approve, modify, person } from "../../src/testing/testing.js";
import { asking, call, office } from "../approval/office.js";
import { of, one, staged } from "../approval/replay.js";
import { refund } from "../world.js";

test("accounts that were two people at the click and are one at the claim count once", async () => {
  let merged = false;
  const { people, issue, ran } = office([asking(staged([of("finance"), of("security")]))], (directory) => ({
    async people(who) {
      const found = await directory.people(who);
      return merged && found !== "unknown"
        ? found.map((one) => ({ ...one, id: one.id === "cy" ? "ana" : one.id }))
        : found;
    },
  }));
  await issue.attempt(call, { key: "k", hold: 0 });
  const asked = await people.next();
  await asked.answer(approve("ana"));
  expect((await asked.answer(approve("cy"))).result).toBe("resolved");
  merged = true;
  expect(await issue.attempt(call, { key: "k", hold: 0 })).toMatchObject({
    ok: false,
    error: { code: "cancelled", executed: "no" },
  });
  expect(ran).toEqual([]);
});

test("an author whose account becomes that of the reviewer has approved their own revision", async () => {
  let merged = false;
  const { people, issue, ran } = office([asking(one("finance"))], (directory) => ({
    async people(who) {
      const found = await directory.people(who);
      return merged && found !== "unknown"
        ? found.map((one) => (one.id === "ana" || one.id === "bo" ? { ...one, id: "ana-bo" } : one))
        : found;
    },
  }));
  await issue.attempt(call, { key: "k", hold: 0, context: { user: person("eve") } });
  await (await people.next()).answer(modify("ana", { orderId: "mine", amount: 600, note: "" }));
  expect((await (await people.next()).answer(approve("bo"))).result).toBe("resolved");
  merged = true;
  const done = await issue.attempt(call, { key: "k", hold: 0, context: { user: person("eve") } });
  expect(done).toMatchObject({ ok: false, error: { code: "cancelled" } });
  expect(ran).toEqual([]);
});

test("a grant whose author's account becomes that of who gave it answers nothing", async () => {
  const remember = { scope: { critical: "equal" }, for: "1d", uses: 2 } as const;
  let merged = false;
  const rule = ask("large", { on: refund, require: { ...one("finance"), modify: "author" }, remember });
  const { people, issue, ran } = office([rule], (directory) => ({
    async people(who) {
      const found = await directory.people(who);
      return merged && found !== "unknown"
        ? found.map((one) => (one.id === "ana" || one.id === "bo" ? { ...one, id: "ana-bo" } : one))
        : found;
    },
  }));
  const context = { user: person("eve") };
  await issue.attempt(call, { key: "k", hold: 0, context });
  await (await people.next()).answer(modify("ana", { orderId: "mine", amount: 600, note: "" }));
  expect((await (await people.next()).answer(approve("bo", { remember }))).result).toBe("resolved");
  merged = true;
  const later = { orderId: "mine", amount: 600, note: "later" };
  const done = await issue.attempt(later, { key: "later", hold: 0, context });
  expect(done).toMatchObject({ ok: false, error: { code: "pending" } });
  expect(ran).toEqual([]);
});
