import { expect, test } from "vitest";
import { approve } from "../../src/testing/testing.js";
import { large, refund, refunds, world } from "../world.js";

test("what the caller changes after the call does not change what is shown, approved or run", async () => {
  const { cs, people } = world([large]);
  const { issue, ran } = refunds(cs);
  const input = { orderId: "o", amount: 600 };
  const done = issue(input);
  const asked = await people.next();
  input.amount = 999_999;
  expect(asked.view.fields.find(({ path }) => path === "amount")?.text).toBe("600");
  await asked.answer(approve("ana"));
  expect(await done).toMatchObject({ refunded: 600 });
  expect(ran).toEqual([{ orderId: "o", amount: 600, note: "" }]);
});

test("a context that changes after the call does not free anybody", async () => {
  const { cs, people } = world([large]);
  const { issue } = refunds(cs);
  const user = { issuer: "test", subject: "ana" };
  const done = issue.attempt({ orderId: "o", amount: 600 }, { context: { user } });
  const asked = await people.next();
  user.subject = "eve";
  expect((await asked.answer(approve("ana"))).result).toBe("excluded");
  await asked.answer(approve("bo"));
  expect(await done).toMatchObject({ ok: true });
});

test("the body is called without a `this` of ours", async () => {
  const { cs } = world();
  const issue = cs.guard(function (this: void) {
    return String(this);
  }, refund);
  expect(await issue({ orderId: "o", amount: 1 })).toBe("undefined");
});
