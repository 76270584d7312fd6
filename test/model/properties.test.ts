import fc from "fast-check";
import { expect, test } from "vitest";
import type { Call } from "../../src/action/capture.js";
import { combine } from "../../src/approval/combine.js";
import { tally } from "../../src/approval/tally.js";
import { type Grant, grantMatches } from "../../src/execution/grant.js";
import type { Requirement, Stage } from "../../src/index.js";
import { type Click, type Groups, outcome, replay } from "../approval/replay.js";
import { approvals, clicks, parallel, people, requirement, WHO } from "../approval/shapes.js";
import { isAsked, isEnough, stagesOf } from "./oracle.js";

const RUNS = { numRuns: 1000 };
const rules = fc.array(requirement, { minLength: 1, maxLength: 2 });
const newest = (said: readonly Click[]) => [...new Map(said.map((one) => [one.who, one])).values()];

test("enough denies deny, whatever else was said", () => {
  fc.assert(
    fc.property(rules, people, clicks, (all, groups, said) => {
      const inTime = said.toSorted((a, b) => (a.at ?? 0) - (b.at ?? 0));
      const reviews = replay(combine(all), groups, inTime);
      const last = [...new Map(reviews.map((one) => [one.person, one])).values()];
      const denies = last.filter(({ decision }) => decision === "deny");
      const enough = all.flatMap(stagesOf).some((stage) =>
        stage.some((threshold) => {
          const counted = denies.filter(({ person, issued_at }) => isAsked(groups, person, threshold, issued_at));
          return counted.length >= (threshold.deny ?? 1);
        }),
      );
      expect(tally(combine(all), reviews).state === "denied").toBe(enough);
    }),
    RUNS,
  );
});

test("the order in which different people speak does not matter at once", () => {
  fc.assert(
    fc.property(parallel, people, clicks, fc.nat(), (rule, groups, said, turn) => {
      const once = newest(said);
      const turned = [
        ...once.slice(turn % (once.length || 1)),
        ...once.slice(0, turn % (once.length || 1)),
      ].toReversed();
      const combined = combine([rule]);
      expect(outcome(combined, groups, turned).state).toBe(outcome(combined, groups, once).state);
    }),
    RUNS,
  );
});

test("a later stage of a sequence counts nobody before the earlier ones are met", () => {
  let early = 0;
  fc.assert(
    fc.property(requirement, people, approvals, (rule, groups, said) => {
      const [first, second] = (rule.stages ?? []) as readonly Stage[];
      fc.pre(first !== undefined && second !== undefined);
      const combined = combine([{ ...rule, order: "sequential" } as Requirement]);
      const opens = combine([{ ...rule, stages: [first] } as Requirement]);
      const later = new Set(combined.needs.flatMap((need) => afterFirst(need)));
      replay(combined, groups, said).forEach(({ slots }, i, reviews) => {
        const before = reviews.slice(0, i);
        const isOpen = tally(opens, before).state === "approved";
        if (isOpen) return;
        early++;
        expect(slots.filter((slot) => later.has(slot))).toEqual([]);
      });
    }),
    RUNS,
  );
  expect(early).toBeGreaterThan(100);
});

const afterFirst = ({ options }: ReturnType<typeof combine>["needs"][number]) =>
  options.filter(({ slot }) => slot.after.length > 0).map(({ slot }) => slot.name);

test("a rule that is implied already adds nobody", () => {
  fc.assert(
    fc.property(requirement, requirement, (a, b) => {
      const needs = (...all: readonly Requirement[]) => combine(all).needs;
      const later = { ...a, within: Number(a.within) + 1 } as Requirement;
      expect(needs(a, later)).toEqual(needs(a));
      expect(needs(a, b, later)).toEqual(needs(a, b));
    }),
    RUNS,
  );
});

test("who is not counted fills no slot", () => {
  fc.assert(
    fc.property(rules, people, clicks, fc.subarray(WHO), (all, groups, said, dropped) => {
      const counted = tally(combine(all), replay(combine(all), groups, said), new Set(dropped));
      if (counted.state === "approved") expect(counted.by.filter(([person]) => dropped.includes(person))).toEqual([]);
    }),
    RUNS,
  );
});

const HERE = { deployment: { app: "a", tenant: "t", environment: null }, key: "this call" } as const;
const REMEMBER = { scope: { critical: "equal" }, for: 100, uses: 2 } as const;
const ABOUT = { actors: "[]", datasets: [], args: { to: "a" } };
const CALL = { ...ABOUT, definition: { name: "pay", digest: "d", critical: ["to"], secret: [] } } as unknown as Call;

function granted(rule: Requirement, uses: number): Grant {
  const asked = { ...ABOUT, action: "pay", definition: "d", environment: null, secrets: {}, requirements: [rule] };
  const progress = { uses: Array.from({ length: uses }, (_, i) => `call ${i}`) };
  return { granted: { asked, remember: REMEMBER }, progress, state: "live", due: 100 } as unknown as Grant;
}

const given = (rule: Requirement, groups: Groups, said: readonly Click[]) =>
  replay(combine([rule]), groups, said).map((one) => ({ ...one, remember: REMEMBER }));

test("a grant answers only in time, for what it covers, and without the call's own people", () => {
  let answered = 0;
  const use = fc.record({ own: fc.subarray(WHO), now: fc.integer({ min: 0, max: 140 }), uses: fc.nat({ max: 2 }) });
  const same = fc.constantFrom("same", "same", "other");
  fc.assert(
    fc.property(
      parallel,
      parallel,
      same,
      people,
      approvals,
      use,
      (had, other, which, groups, said, { own, now, uses }) => {
        const needed = which === "same" ? had : other;
        const reviews = given(had, groups, said);
        const judged = { verdict: "ask", rules: [], requirements: [needed], remember: REMEMBER } as const;
        const answer = grantMatches(granted(had, uses), CALL, { ...HERE, now }, judged, reviews, new Set(own));
        if (answer !== true) return;
        answered++;
        const left = reviews.filter(({ person }) => !own.includes(person));
        const yes = left.map(({ person, proof, issued_at }) => ({
          who: person,
          knownAs: person,
          proof,
          at: issued_at,
        }));
        expect([now < 100, uses < 2, isEnough(needed, groups, yes)]).toEqual([true, true, true]);
      },
    ),
    { numRuns: 6000 },
  );
  expect(answered).toBeGreaterThan(30);
});
