import { afterEach, describe, expect, test } from "vitest";
import { APPROVE, as, by, carriedBy, closeAll, DENY, office, type Tier, until } from "../transports/slack/office.js";

afterEach(closeAll);

const STALE = expect.stringContaining("the call changed while you read");

/** Bo has changed the text of a note. Ana still has the first card before her. */
async function changed(tier: Tier) {
  const made = await office({ tier });
  const done = made.note.attempt({ text: "ten" });
  const old = await made.card();
  const { r, v, d } = carriedBy(old);
  const args = { text: "ten thousand", to: "all" };
  await made.cs.desk.review(r, { decision: "modify", args, by: by("U2"), revision: v, digest: d });
  await made.delivered(2);
  const fresh = made.slack.messages().find(({ blocks, ts }) => ts !== old.ts && JSON.stringify(blocks).includes(DENY));
  if (!fresh) throw new Error("there is no card of the second revision");
  return { ...made, done, old, fresh };
}

describe.each<Tier>(["webhook", "app", "socket"])("a card of an older revision (%s)", (tier) => {
  test("approves and denies nothing, though its buttons are still before somebody", async () => {
    const { slack, old, told, ran, cs } = await changed(tier);
    for (const verb of [APPROVE, DENY]) await slack.press("U1", old, verb);
    expect(told("U1")).toEqual([STALE, STALE]);
    expect(await cs.desk.message(carriedBy(old).r)).toMatchObject({ state: "pending", revision: 2, agreed: 0 });
    expect(ran).toEqual([]);
  });
  test("is none of the new one by the number or by the digest of it", async () => {
    const { slack, old, fresh, told, ran, cs } = await changed(tier);
    const [first, second] = [carriedBy(old), carriedBy(fresh)];
    for (const mixed of [
      { ...first, v: 2 },
      { ...second, v: 1 },
      { ...second, d: second.d.slice(0, 16) },
    ]) {
      const value = JSON.stringify(mixed);
      await slack.press("U1", fresh, DENY, as(APPROVE, { value }));
      await slack.press("U1", fresh, DENY, as(DENY, { value }));
    }
    expect(told("U1")).toEqual(Array(6).fill(STALE));
    expect(await cs.desk.message(first.r)).toMatchObject({ state: "pending", agreed: 0 });
    expect(ran).toEqual([]);
  });
  test("is not needed: the new one is approved as it is", async () => {
    const { slack, fresh, done, ran, shows } = await changed(tier);
    expect(shows(fresh)).toMatch(/text\s+ten thousand\n\s+was\s+ten/);
    await slack.press("U1", fresh, APPROVE);
    expect(await done).toMatchObject({ ok: true });
    expect(ran).toEqual([{ text: "ten thousand", to: "all" }]);
    await until(() => shows(fresh).startsWith("# Approved and run"));
  });
});
