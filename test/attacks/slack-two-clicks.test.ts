import { afterEach, describe, expect, test } from "vitest";
import { APPROVE, asks, closeAll, DENY, office, until } from "../transports/slack/office.js";

afterEach(closeAll);

const call = { text: "hi" };

/** Two processes on one store, each before its own address; Slack may bring a click to either. */
async function twice(require: object = {}) {
  const made = await office({ rules: [asks(require)] });
  const other = await made.start();
  const waiting = [made, other].map(({ note }) => note.attempt(call, { key: "k" }));
  const one = await made.card();
  const press = (who: string, verb: string, url: string | undefined) => {
    made.slack.requestUrl = url;
    return made.slack.press(who, one, verb);
  };
  const recorded = () => made.events().filter((type) => type === "review.recorded").length;
  return { ...made, other, waiting, one, press, recorded };
}

describe("at once, over two processes on one store,", () => {
  test("two people who approve start the call once", async () => {
    const { press, url, other, waiting, ran } = await twice({ approve: 2 });
    const pressed = await Promise.all([press("U1", APPROVE, url), press("U2", APPROVE, other.url)]);
    expect(pressed).toMatchObject([{ status: 200 }, { status: 200 }]);
    const [first, second] = (await Promise.all(waiting)).sort((a, b) => Number(b.ok) - Number(a.ok));
    expect(first).toMatchObject({ ok: true, value: { by: ["ana", "bo"] } });
    expect(second).toMatchObject({ ok: false, error: { code: "withheld", executed: "yes" } }); // the other one's result
    expect(ran).toEqual([{ text: "hi", to: "all" }]);
  });
  test("one person who presses on and on is one person", async () => {
    const { press, url, other, ran, told, shows, one, recorded } = await twice({ approve: 2 });
    const urls = [url, other.url, url, other.url, url];
    await Promise.all(urls.map((to) => press("U1", APPROVE, to)));
    await until(() => told("U1").length === urls.length - 1);
    expect(new Set(told("U1").map((text) => text.slice(0, 29)))).toEqual(new Set(["You have already said so. Not"]));
    expect(shows(one)).toContain("1 of 2 agreed");
    expect([ran, recorded()]).toEqual([[], 1]);
  });
  test("one who approves and one who denies get one end, which the card shows", async () => {
    const { press, url, other, waiting, ran, shows, one } = await twice();
    await Promise.all([press("U1", APPROVE, url), press("U2", DENY, other.url)]);
    const ok = (await Promise.all(waiting)).filter((done) => done.ok).length;
    expect(ran).toHaveLength(ok);
    expect(ok).toBeLessThanOrEqual(1);
    await until(() => shows(one).startsWith(ok === 1 ? "# Approved and run" : "# Denied"));
  });
});

test("a click on a call that has run starts nothing again", async () => {
  const { press, url, other, waiting, ran, told } = await twice();
  await press("U1", APPROVE, url);
  await Promise.all(waiting);
  for (const to of [url, other.url]) await press("U2", APPROVE, to);
  expect(told("U2")).toEqual(Array(2).fill(expect.stringContaining("This request is already over.")));
  expect(ran).toHaveLength(1);
});
