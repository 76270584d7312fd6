import fc from "fast-check";
import { expect, test } from "vitest";
import { diffPolicies } from "../../src/policy/diff.js";
import { loadPolicy } from "../../src/policy/load.js";
import { finance, ruleOf } from "./parts.js";

const load = (rules: readonly object[], more: object = {}) => loadPolicy({ id: "p", rules, ...more }, []);
const changes = (old: object, next: object) => diffPolicies(load([old]), load([next])).changed[0]?.changes;

test("members of members are told by their path, absent where they are not", () => {
  const old = ruleOf("ask", { require: { ...finance, approve: 2 } });
  const next = ruleOf("ask", { require: { ...finance, approve: 3, proof: "L2" } });
  expect(changes(old, next)).toEqual([
    { path: "require.approve", old: 2, new: 3 },
    { path: "require.proof", new: "L2" },
  ]);
});

test("of a list the items are told that are gone or new, each as often as it is", () => {
  const [one, two] = [
    { path: "args.a", op: "absent" },
    { path: "args.b", op: "absent" },
  ];
  expect(changes(ruleOf("deny", { when: [one, one] }), ruleOf("deny", { when: [two, one] }))).toEqual([
    { path: "when", old: one },
    { path: "when", new: two },
  ]);
});

test("a list in another order is told whole: stages may be a sequence", () => {
  const stage = (name: string) => ({ name, anyOf: [{ approvers: { group: name } }] });
  const asked = (...stages: object[]) => ruleOf("ask", { require: { stages, order: "sequential", within: "1h" } });
  expect(changes(asked(stage("a"), stage("b")), asked(stage("b"), stage("a")))).toEqual([
    { path: "require.stages", old: [stage("a"), stage("b")], new: [stage("b"), stage("a")] },
  ]);
});

test("a member that became of another kind is told whole", () => {
  expect(
    changes(ruleOf("deny", { on: { action: "a.*" } }), ruleOf("deny", { on: { action: ["a.*", "b.*"] } })),
  ).toEqual([{ path: "on.action", old: "a.*", new: ["a.*", "b.*"] }]);
});

test("the policy's own members are told apart from its rules", () => {
  const rules = [ruleOf("deny")];
  expect(diffPolicies(load(rules), load(rules, { version: "2" }))).toEqual({
    hash: "different",
    members: [{ path: "version", new: "2" }],
    added: [],
    removed: [],
    changed: [],
  });
});

const RULE = fc.record({
  id: fc.constantFrom("a", "b", "c", "d", "e"),
  verdict: fc.constantFrom("allow" as const, "deny" as const),
  on: fc.constantFrom({ action: "*" }, { effect: "read" }),
  when: fc.array(fc.record({ path: fc.constant("args.a"), op: fc.constant("eq"), value: fc.nat(2) }), {
    minLength: 1,
    maxLength: 3,
  }),
});
const RULES = fc.uniqueArray(RULE, { selector: ({ id }) => id, minLength: 1 });
const shuffled = (rules: readonly object[]) => fc.shuffledSubarray([...rules], { minLength: rules.length });

test("the order of rules is no difference, in either policy", () => {
  const both = fc
    .tuple(RULES, RULES)
    .chain(([old, next]) => fc.tuple(fc.constant({ old, next }), shuffled(old), shuffled(next)));
  fc.assert(
    fc.property(both, ([{ old, next }, mixedOld, mixedNext]) => {
      const { hash: _, ...difference } = diffPolicies(load(old), load(next));
      expect(diffPolicies(load(mixedOld), load(mixedNext))).toMatchObject(difference);
    }),
  );
});

test("every rule is in exactly one place: added, removed, changed or the same", () => {
  fc.assert(
    fc.property(RULES, RULES, (old, next) => {
      const { added, removed, changed } = diffPolicies(load(old), load(next));
      const kept = old.filter(({ id }) => !removed.some((rule) => rule.id === id)).map(({ id }) => id);
      expect([...kept, ...added.map(({ id }) => id)].sort()).toEqual(next.map(({ id }) => id).sort());
      const same = old.filter((rule) => next.some((other) => JSON.stringify(other) === JSON.stringify(rule)));
      expect(changed.length).toBe(kept.length - same.length);
    }),
  );
});
