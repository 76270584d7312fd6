import { expect, test } from "vitest";
import { approve } from "../../src/testing/testing.js";
import { asking, call, office } from "../approval/office.js";
import { one } from "../approval/replay.js";

const key = { key: "k", hold: 0 } as const;
const lax = [asking(one("finance"))];
const strict = [asking(one("finance")), asking(one("security"), "s")];

test.each([
  ["the older, laxer one, of what was asked under the newer", strict, lax, ["ana"], "pending"],
  ["the newer, stricter one, of what was approved under the older", lax, strict, ["ana"], "pending"],
  ["the older one, when everybody whom the newer asks has approved", strict, lax, ["ana", "cy"], undefined],
] as const)(
  "of two policies in a rolling deploy both count, when the claimer has %s",
  async (_, opened, claimed, who, code) => {
    const first = office(opened);
    await first.issue.attempt(call, key);
    const asked = await first.people.next();
    for (const id of who) await asked.answer(approve(id));
    const second = office(claimed, () => ({}), first);
    const done = await second.issue.attempt(call, key);
    expect(done).toMatchObject(code ? { ok: false, error: { code } } : { ok: true });
    expect(second.ran).toHaveLength(code ? 0 : 1);
  },
);
