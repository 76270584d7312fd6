import { expect, test } from "vitest";
import { sourcesOf } from "../../src/approval/sources.js";
import { ask } from "../../src/policy.js";
import { approve, modify } from "../../src/testing/testing.js";
import { STORES } from "../approval/histories.js";
import { all, as, asked, came, capped, guarded, input } from "../guard/histories.js";
import { call } from "../policy/parts.js";
import { refund } from "../world.js";

const key = { ...as("eve"), key: "k", hold: 0 } as const;

test.each(STORES)("at the claim a cap of 1 does not count the very call that is claimed (%s)", async (_, make) => {
  const { issue, people, ran } = guarded([asked, capped(1)], { store: make() });
  people.will(approve("ana"));
  expect(await came(issue)).toBe("ran");
  expect(ran).toHaveLength(1);
});

test("nor does it in another process than the one that asked", async () => {
  const one = guarded([asked, capped(1)]);
  expect(await came(one.issue, 1, key)).toBe("pending");
  await (await one.people.next()).answer(approve("ana"));
  const two = guarded([asked, capped(1)], {}, one);
  expect(await came(two.issue, 1, key)).toBe("ran");
});

test("nor where a desk judged a modification of it meanwhile", async () => {
  const { issue, people } = guarded([asked, capped(1)]);
  people.will(modify("ana", { ...input(5), note: "" }), approve("bo"));
  expect(await issue.attempt(input(9), as("eve"))).toMatchObject({ ok: true, value: { refunded: 5 } });
});

test("as many calls as the cap allows wait together, and each that is approved runs", async () => {
  const { issue, people, ran } = guarded([asked, capped(3)]);
  people.will(approve("ana"), approve("bo"), approve("cy"));
  expect(await Promise.all([came(issue, 1), came(issue, 2), came(issue, 3)])).toEqual(["ran", "ran", "ran"]);
  expect(await came(issue, 4)).toBe("denied");
  expect(ran).toHaveLength(3);
});

test("one that waited longer than the window counts as of its claim: one that ran meanwhile ends it, and it ends the next", async () => {
  const big = ask("big", {
    on: refund,
    when: ({ arg }) => [arg("amount").gt(100)],
    require: { approvers: { group: "finance" }, within: "8h" },
  });
  const { issue, people, clock, ran } = guarded([all, big, capped(1)]);
  const [late, first] = [as("eve"), as("ana")];
  const [ended, runs] = [came(issue, 500, late), came(issue, 500, first)];
  const messages = [await people.next(), await people.next()];
  await clock.advance("61m");
  expect(await came(issue, 1, late)).toBe("ran");
  for (const message of messages) await message.answer(approve("bo"));
  expect([await ended, await runs]).toEqual(["denied", "ran"]);
  expect(await came(issue, 1, first)).toBe("denied");
  expect(ran).toHaveLength(2);
});

test("who asks again under the same key right when it is claimed does not end it: both are the same call", async () => {
  const { issue, people, parts } = guarded([asked, capped(1)]);
  expect(await came(issue, 1, key)).toBe("pending");
  await (await people.next()).answer(approve("ana"));
  const { rows } = await parts.store.list({ tenant: "default", kind: "call", limit: 1 });
  const elsewhere = sourcesOf({
    store: parts.store,
    deployment: { app: "test", tenant: "default", environment: null },
    directory: people,
  });
  const tallies = [{ rule: "p/cap", per: "user", paths: [], within: 3_600_000 }] as const;
  const subject = { ...call({}), context: key.context };
  await elsewhere.past(tallies, subject, { how: "count", id: "again", key: () => rows[0]?.key });
  expect(await came(issue, 1, key)).toBe("ran");
  expect(await came(issue)).toBe("denied");
});

test("a key that names another call is no way out of the cap: it hides nothing of what waits under it", async () => {
  const { issue, ran } = guarded([asked, capped(1)]);
  expect(await came(issue, 1, key)).toBe("pending");
  for (let amount = 2; amount < 5; amount++) expect(await came(issue, amount, key)).toBe("conflict");
  expect(ran).toEqual([]);
});

test("trying again and again does not use the cap up: what is denied leaves no trace in it", async () => {
  const { issue, clock } = guarded([asked, capped(1)]);
  expect(await came(issue, 1, key)).toBe("pending");
  for (let i = 0; i < 10; i++) expect(await came(issue, 2)).toBe("denied");
  await clock.advance("61m");
  expect(await came(issue, 1, { ...key, key: "l" })).toBe("pending");
});
