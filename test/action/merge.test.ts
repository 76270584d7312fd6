import fc from "fast-check";
import { expect, test } from "vitest";
import type { Context } from "../../src/action/context.js";
import { mergeContexts, mergeFields, mergePeople } from "../../src/action/merge.js";
import type { Principal } from "../../src/people/person.js";

const who = (subject: string, issuer = "test") => ({ issuer, subject });
const [ana, bo, cy] = [who("ana"), who("bo"), who("cy")];

const principal = fc.record({ issuer: fc.constantFrom("i", "j"), subject: fc.constantFrom("a", "b", "c", "d") });
const people = fc.record(
  { agent: principal, user: principal, owner: principal, delegators: fc.array(principal, { maxLength: 3 }) },
  { requiredKeys: [] },
);
const named = (context: Partial<Context> | undefined): Principal[] =>
  context
    ? [context.agent, context.user, context.owner, ...(context.delegators ?? [])].filter((one) => one !== undefined)
    : [];
const keys = (all: readonly Principal[]) => new Set(all.map(({ issuer, subject }) => `${issuer} ${subject}`));

test("nobody who was named in any context is lost, and nobody is added", () => {
  fc.assert(
    fc.property(fc.array(fc.option(people, { nil: undefined }), { maxLength: 5 }), (contexts) => {
      expect(keys(named(mergeContexts(...contexts)))).toEqual(keys(contexts.flatMap(named)));
    }),
  );
});

test("the first context that names a role keeps it, and no delegator is listed twice", () => {
  fc.assert(
    fc.property(fc.array(people, { maxLength: 5 }), (contexts) => {
      const merged = mergePeople(contexts);
      for (const role of ["agent", "user", "owner"] as const)
        expect(merged[role]).toEqual(contexts.find((context) => context[role])?.[role]);
      const delegators = merged.delegators ?? [];
      expect(keys(delegators).size).toBe(delegators.length);
    }),
  );
});

test("a different person in a role joins the delegators; the same one does not", () => {
  expect(mergePeople([{ user: ana }, { user: bo }, { user: { ...ana, name: "Ana" } }])).toEqual({
    user: ana,
    delegators: [bo],
  });
});

test("the same subject of another issuer is another person", () => {
  const other = who("ana", "elsewhere");
  expect(mergePeople([{ user: ana }, { user: other }])).toEqual({ user: ana, delegators: [other] });
});

test("a role that only an inner context names is that person's", () => {
  expect(mergePeople([{ owner: ana }, { user: bo, delegators: [cy] }])).toEqual({
    owner: ana,
    user: bo,
    delegators: [cy],
  });
});

test("what is no principal is kept, so that the check of the merged context refuses it", () => {
  const [first, second] = ["ana", "bo"] as unknown as Principal[];
  expect(mergePeople([{ user: first as Principal }, { user: second as Principal }])).toEqual({
    user: "ana",
    delegators: ["bo"],
  });
});

test("an empty place in a list of delegators is kept too", () => {
  const delegators = [null, ana] as unknown as Principal[];
  expect(mergePeople([{ delegators }])).toEqual({ delegators: [null, ana] });
});

test("fields are not people", () => {
  expect(mergeFields([{ user: ana, agent: bo, owner: cy, delegators: [ana], model: "m" }])).toStrictEqual({
    model: "m",
  });
});

test("one delegator outside of a list is kept as one", () => {
  const delegators = ana as unknown as Principal[];
  expect(mergePeople([{ delegators }])).toEqual({ delegators: [ana] });
});

test("of fields the first in precedence wins; datasets are united and facts merged by key", () => {
  const own = { model: "m", datasets: ["a"], facts: { x: 1 } };
  const gathered = { model: "n", run: "r", datasets: ["b", "a"], facts: { x: 2, y: 2 } };
  expect(mergeFields([own, undefined, gathered])).toEqual({
    model: "m",
    run: "r",
    datasets: ["a", "b"],
    facts: { x: 1, y: 2 },
  });
});

test("an undefined field does not hide a later one", () => {
  expect(
    mergeFields([{ model: undefined, datasets: undefined } as unknown as Partial<Context>, { model: "m" }]),
  ).toStrictEqual({
    model: "m",
  });
});

test("one dataset outside of a list is kept as one, not as its letters", () => {
  expect(mergeFields([{ datasets: "customers" as unknown as string[] }])).toEqual({ datasets: ["customers"] });
});

test("an unknown field is kept, so that the check of the merged context refuses it", () => {
  expect(mergeContexts({ user: ana }, { usr: bo } as Partial<Context>)).toEqual({ user: ana, usr: bo });
});

test("of nested contexts the inner field and the outer person win", () => {
  expect(mergeContexts({ user: ana, model: "m" }, { user: bo, model: "n" })).toEqual({
    user: ana,
    model: "n",
    delegators: [bo],
  });
});
