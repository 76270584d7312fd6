import { expect, test } from "vitest";
import { ask } from "../../src/policy.js";
import { approve, modify } from "../../src/testing/testing.js";
import { office } from "../approval/office.js";
import { of, one, staged } from "../approval/replay.js";
import { refund, small } from "../world.js";

const over = (amount: number, id: string, require: Parameters<typeof ask>[1]["require"]) =>
  ask(id, { on: refund, when: ({ arg }) => [arg("amount").gt(amount)], require });
const many = over(500, "many", staged([of("finance"), of("security")]));
const few = over(50, "few", one("chiefs"));

test("a smaller amount needs whom the larger one needed, and whom it needs itself", async () => {
  const { people, issue, ran } = office([many, few, small]);
  const done = issue.attempt({ orderId: "o", amount: 900 }, { key: "k", hold: "2h" });
  const first = await people.next();
  expect(first.view.stillNeeded).toHaveLength(3);
  expect((await first.answer(modify("bo", { orderId: "o", amount: 20, note: "" }))).result).toBe("revised");
  const second = await people.next();
  expect(second.view.stillNeeded).toEqual(first.view.stillNeeded);
  for (const who of ["ana", "cy"]) expect((await second.answer(approve(who))).result).toBe("recorded");
  expect(ran).toEqual([]);
  expect((await second.answer(approve("di"))).result).toBe("resolved");
  expect(await done).toMatchObject({ ok: true, value: { by: ["ana", "cy", "di"] } });
});

test("a larger amount adds its own people to those who were asked: nobody writes himself out of both", async () => {
  const { people, issue } = office([many, few]);
  void issue.attempt({ orderId: "o", amount: 100 });
  const first = await people.next();
  expect(first.view.stillNeeded).toHaveLength(1);
  const said = await first.answer(modify("di", { orderId: "o", amount: 900, note: "" }));
  expect(said).toMatchObject({ result: "unsatisfiable", why: expect.stringContaining("group chiefs") });
  expect((await first.answer(approve("di"))).result).toBe("resolved");
});
