import { join } from "node:path";
import { expect, test } from "vitest";
import * as z from "zod";
import { action, type Requirement } from "../../src/index.js";
import * as builders from "../../src/policy.js";
import { membersOf, pageOf } from "./examples.js";

const page = pageOf(join(import.meta.dirname, "../../docs"), "policy.md");
const IMPORTS = `
import * as z from "zod";
import { action, type Requirement } from "../../src/index.js";
import { cedarJudge } from "../../src/judges/cedar.js";
import { opaJudge } from "../../src/judges/opa.js";
import { allow, ask, deny, guardrail, mask, policy, sensibleDefaults } from "../../src/policy.js";
declare const require: Requirement;
const refund = action("refund.issue", { input: z.object({ orderId: z.string(), amount: z.number() }), effect: "money" });
const mail = action("mail.send", { input: z.object({ to: z.string(), text: z.string() }), effect: "message" });
`;

const require: Requirement = { approvers: { group: "finance" }, within: "30m" };
const refund = action("refund.issue", {
  input: z.object({ orderId: z.string(), amount: z.number() }),
  effect: "money",
});
const mail = action("mail.send", { input: z.object({ to: z.string(), text: z.string() }), effect: "message" });
const [, shop, ...others] = await Promise.all(
  [[], ...page.blocks.slice(0, -1).map((block) => [block])].map((blocks) =>
    membersOf(blocks, { ...builders, require, refund, mail }),
  ),
);

test("every program of the page compiles, and no link of it is dead", () => {
  expect(page.complaints(IMPORTS)).toEqual([]);
  expect(page.deadLinks).toEqual([]);
});

test("the policy of the page has the rules that it shows, and the defaults are a policy", () => {
  expect(shop).toMatchObject({ id: "shop", predicates: { "release-week": "1" } });
  expect(others.at(-1)).toMatchObject({ id: "sensible-defaults" });
});

test("every rule of the page is one that a policy takes", () => {
  const rules = others.slice(0, -1).flatMap((list) => Object.values(list) as builders.Rule[]);
  expect(builders.policy({ id: "p", rules }).rules.map(({ id }) => id)).toEqual(rules.map(({ id }) => id));
  expect(rules.length).toBeGreaterThan(5);
});
