import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { allow, ask } from "../../src/policy/builders.js";
import { loadPolicy, policy } from "../../src/policy/load.js";
import { finance, refund, refusal, transfer } from "./parts.js";

const actions = [refund, transfer];
const read = (name: string) =>
  JSON.parse(readFileSync(new URL(`../fixtures/policies/${name}`, import.meta.url), "utf8"));

/** These never change: hashes of policies are in signed logs. */
const VECTORS = read("v1.json") as readonly { name: string; hash: string; policy: object }[];

test.each(VECTORS)("the hash of $name stays what it was", ({ hash, policy }) => {
  expect(loadPolicy(policy, actions).hash).toBe(hash);
});

const made = () =>
  policy({
    id: "p",
    rules: [
      allow("small", { on: refund, when: ({ arg }) => [arg("amount").lte(50)] }),
      ask("large", { on: [refund, transfer], require: finance }),
    ],
  });

test("a policy as JSON loads as the same policy, with its hash and without", () => {
  const { hash, ...rest } = JSON.parse(JSON.stringify(made())) as { hash: string };
  expect(loadPolicy(rest, actions)).toEqual(made());
  expect(loadPolicy({ ...rest, hash }, actions).hash).toBe(hash);
});

test("a hash that does not fit is refused, saying what it would be", () => {
  const data = { ...(JSON.parse(JSON.stringify(made())) as object), id: "q" };
  expect(refusal(() => loadPolicy(data, actions))[0]).toMatch(
    /^hash: the content has the hash [0-9a-f]{64}: restore the content/,
  );
});

test("the order of keys does not change the hash, the order of rules and any value does", () => {
  const { id, mode, rules } = made();
  const [small, large] = rules as [object, object];
  const hashOf = (data: object) => loadPolicy(data, actions).hash;
  expect(hashOf({ rules, mode, id })).toBe(made().hash);
  expect(hashOf({ id, rules: [Object.fromEntries(Object.entries(small).reverse()), large] })).toBe(made().hash);
  expect(hashOf({ id, rules: [large, small] })).not.toBe(made().hash);
  expect(hashOf({ id, rules, version: "1" })).not.toBe(made().hash);
});
