import { expect, test } from "vitest";
import type { Remember } from "../../src/index.js";
import { ask } from "../../src/policy.js";
import { approve, person } from "../../src/testing/testing.js";
import { refund, refunds, world } from "../world.js";

const remember: Remember = { scope: { critical: "equal" }, for: "1d", uses: 5 };
const require = { approvers: { group: "finance" }, within: "30m" } as const;
const large = ask("large", { on: refund, require, remember });
// Asks only where the free text brings a link that the user did not write.
const links = ask("new-links", { on: refund, unless: ({ links }) => [links().grounded()], require, remember });
const context = {
  owner: person("owner"),
  agent: person("agent"),
  user: person("eve"),
  request: "refund order o of 600",
};
const isAsked = { ok: false, error: { code: "pending", executed: "no" } };
const plain = { orderId: "o", amount: 600, note: "thanks" };
const phishing = { ...plain, note: "see https://evil.example/x" };

/** A world in which ana has let an approval of the plain call be remembered. */
async function remembering(rules = [large, links], call = plain) {
  const made = world(rules, { context });
  const { issue, ran } = refunds(made.cs);
  made.people.will(approve("ana", { remember }));
  await issue(call);
  return { ...made, issue, ran };
}

test("a grant remembered under one ask rule answers no call that another ask rule asks about", async () => {
  const { issue, ran } = await remembering();
  expect(await issue.attempt(phishing, { key: "k2", hold: 0 })).toMatchObject(isAsked);
  expect(ran).toEqual([plain]);
});

test("it answers the next call that the same rule asks about", async () => {
  const { issue } = await remembering();
  expect(await issue.attempt({ ...plain, note: "again" }, { key: "k2", hold: 0 })).toMatchObject({ ok: true });
});

test("what was asked by two rules answers a call that only one of them asks about", async () => {
  const { issue } = await remembering([large, links], phishing);
  expect(await issue.attempt(plain, { key: "k2", hold: 0 })).toMatchObject({ ok: true });
});

test("the very same call is asked again where a rule asks now that did not ask then", async () => {
  const same: Remember = { scope: "same call", for: "1d", uses: 5 };
  const first = ask("large", { on: refund, require, remember: same });
  const later = ask("later", { on: refund, require, remember: same });
  const made = world([first], { context });
  made.people.will(approve("ana", { remember: same }));
  await refunds(made.cs).issue(plain);
  const { cs } = world([first, later], { ...made.parts, context });
  expect(await refunds(cs).issue.attempt(plain, { key: "k2", hold: 0 })).toMatchObject(isAsked);
});
