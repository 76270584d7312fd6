import { expect, test } from "vitest";
import { createCountersign, type Directory, proven } from "../../src/index.js";
import { policy } from "../../src/policy.js";
import { large, refunds, world } from "../world.js";

const rules = [large];
const chat = (subject: string, team = "T1") => ({ issuer: `https://slack.com/${team}`, subject });

/** An office whose directory says which person a chat account belongs to. */
function office(links: Record<string, string>) {
  const { parts, people, clock, events } = world(rules);
  const directory: Directory = {
    members: people.members,
    async people(who) {
      const person = links[`${who.issuer} ${who.subject}`];
      return people.people(person === undefined ? who : { issuer: "test", subject: person });
    },
  };
  const process = () => createCountersign({ ...parts, directory, policy: policy({ id: "p", rules }) });
  const cs = process();
  const { issue, ran } = refunds(cs);
  const request = async (key: string) => {
    const call = { orderId: key, amount: 600 };
    await issue.attempt(call, { key, hold: 0 });
    const { requestId, revision, digest } = await people.next();
    const approves = async (who: ReturnType<typeof chat>, desk = cs.desk) => {
      const by = proven({ ...who, proof: "L1", evidence: {} });
      return (await desk.review(requestId, { decision: "approve", by, revision, digest })).result;
    };
    return { approves, run: () => issue.attempt(call, { key, hold: 0 }) };
  };
  return { request, process, clock, events, ran };
}

const account = "https://slack.com/T1 U1";

test("a chat account that the directory gives to an approver decides nothing for a day, and the change is recorded", async () => {
  const links = { [account]: "eve" };
  const { request, events, ran, clock } = office(links);
  const before = await request("a");
  expect(await before.approves(chat("U1"))).toBe("not_eligible");
  links[account] = "bo";
  expect(await before.approves(chat("U1"))).toBe("not_a_person");
  expect(events().filter((type) => type === "identity.relinked")).toHaveLength(1);
  expect((await before.run()).ok).toBe(false);
  expect(ran).toEqual([]);
  await clock.advance("24h");
  const after = await request("b");
  expect(await after.approves(chat("U1"))).toBe("resolved");
});

test("every process knows that an account changed hands", async () => {
  const links = { [account]: "eve" };
  const { request, process } = office(links);
  const waiting = await request("a");
  await waiting.approves(chat("U1"));
  links[account] = "bo";
  await waiting.approves(chat("U1"));
  expect(await waiting.approves(chat("U1"), process().desk)).toBe("not_a_person");
});

test("the same account name in another workspace is another identity", async () => {
  const { request } = office({ [account]: "bo" });
  const waiting = await request("a");
  expect(await waiting.approves(chat("U1", "T2"))).toBe("not_a_person");
  expect(await waiting.approves(chat("U1"))).toBe("resolved");
});
