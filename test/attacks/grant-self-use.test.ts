import { expect, test } from "vitest";
import type { Remember } from "../../src/index.js";
import { ask } from "../../src/policy.js";
import { approve, person } from "../../src/testing/testing.js";
import { refund, refunds, world } from "../world.js";

const remember: Remember = { scope: { critical: "equal" }, for: "1d", uses: 5 };
const large = ask("large", {
  on: refund,
  require: { approvers: { group: "finance" }, within: "30m" },
  remember,
});
const call = { orderId: "o", amount: 600 };
const agent = person("agent");

test("an approver who lets an approval be remembered gets nothing by it for calls of their own", async () => {
  const made = world([large], { context: { agent, owner: person("owner"), user: person("eve") } });
  const { issue } = refunds(made.cs);
  made.people.will(approve("ana", { remember }));
  await issue(call);
  const own = world([large], { ...made.parts, context: { agent, owner: person("owner"), user: person("ana") } });
  const { issue: issueOwn, ran } = refunds(own.cs);
  expect((await issueOwn.attempt(call, { key: "k", hold: 0 })).ok).toBe(false);
  expect(ran).toEqual([]);
});

test("not even when they join the call as a delegator: their own word is dropped from what was given", async () => {
  const context = { agent, owner: person("owner"), user: person("eve"), delegators: [person("bo")] };
  const made = world([large], { context });
  const { issue } = refunds(made.cs);
  made.people.will(approve("ana", { remember }));
  await issue(call);
  // The very same chain, but ana is by now the person behind its delegator's account.
  const directory = {
    members: made.people.members,
    async people(who: { issuer: string; subject: string }) {
      return made.people.people(who.subject === "bo" ? person("ana") : who);
    },
  };
  const { issue: later, ran } = refunds(world([large], { ...made.parts, directory, context }).cs);
  expect((await later.attempt(call, { key: "k", hold: 0 })).ok).toBe(false);
  expect(ran).toEqual([]);
});
