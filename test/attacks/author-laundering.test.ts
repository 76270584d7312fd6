import { expect, test } from "vitest";
import { approve, modify } from "../../src/testing/testing.js";
import { asking, call, office } from "../approval/office.js";

const either = asking({ approvers: [{ group: "finance" }, { group: "security" }], within: "1h" });

test("one edits the payee, another a typo: the first still cannot approve, nor edit again", async () => {
  const { people, issue } = office([either]);
  const done = issue.attempt(call, { key: "k", hold: "2h" });
  await (await people.next()).answer(modify("ana", { orderId: "mine", amount: 600, note: "" }));
  await (await people.next()).answer(modify("bo", { orderId: "mine", amount: 600, note: "typo" }));
  const third = await people.next();
  expect(third.view.actors.filter(({ role }) => role === "author").map(({ name }) => name)).toEqual(["ana", "bo"]);
  expect((await third.answer(approve("ana"))).result).toBe("excluded");
  expect((await third.answer(modify("ana", { orderId: "o", amount: 1, note: "" }))).result).toBe("excluded");
  await third.answer(approve("cy"));
  expect(await done).toMatchObject({ ok: true, value: { by: ["cy"] } });
});

test("nobody is left when everybody has written a revision: the last one is refused instead", async () => {
  const { people, issue } = office([either]);
  void issue.attempt(call);
  for (const [i, who] of ["ana", "bo"].entries()) {
    const said = await (await people.next()).answer(modify(who, { orderId: `${i}`, amount: 600, note: "" }));
    expect(said.result).toBe("revised");
  }
  const last = await (await people.next()).answer(modify("cy", { orderId: "x", amount: 600, note: "" }));
  expect(last.result).toBe("unsatisfiable");
});
