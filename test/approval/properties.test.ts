import fc from "fast-check";
import { expect, test } from "vitest";
import { type Combined, combine } from "../../src/approval/combine.js";
import { slotsOf } from "../../src/approval/eligible.js";
import { seat } from "../../src/approval/matching.js";
import { satisfiable } from "../../src/approval/satisfiable.js";
import { tally } from "../../src/approval/tally.js";
import { voicesOf } from "../../src/approval/voices.js";
import type { Requirement, Threshold } from "../../src/policy/requirement.js";
import { type Click, type Groups, one, outcome, poolsOf, replay, review } from "./replay.js";
import { approvals, clicks, parallel, people, requirement, WHO } from "./shapes.js";

const RUNS = { numRuns: 1000 };
const rules = fc.array(requirement, { minLength: 1, maxLength: 3 });
const met = (c: Combined, groups: Groups, said: readonly Click[]) => outcome(c, groups, said).state === "approved";

test("combining is order-free, idempotent and associative", () => {
  fc.assert(
    fc.property(rules, rules, rules, (a, b, c) => {
      expect(combine([...a, ...b])).toEqual(combine([...b, ...a]));
      expect(combine([...a, ...a])).toEqual(combine(a));
      expect(combine([...b, ...a, ...c, ...b])).toEqual(combine([...a, ...b, ...c]));
    }),
    { numRuns: 300 },
  );
});

test("a combination is never looser than any of its rules", () => {
  let reached = 0;
  fc.assert(
    fc.property(requirement, requirement, people, approvals, (a, b, groups, said) => {
      if (!met(combine([a, b]), groups, said)) return;
      reached++;
      expect([met(combine([a]), groups, said), met(combine([b]), groups, said)]).toEqual([true, true]);
    }),
    { numRuns: 2000 },
  );
  expect(reached).toBeGreaterThan(30);
});

test("a combination keeps every rule's veto", () => {
  fc.assert(
    fc.property(requirement, requirement, people, clicks, (a, b, groups, said) => {
      const denies = said.filter(({ says }) => says === "deny");
      fc.pre(outcome(combine([a]), groups, denies).state === "denied");
      expect(outcome(combine([a, b]), groups, denies).state).toBe("denied");
    }),
    { numRuns: 300 },
  );
});

test("one parallel rule is met exactly when different people can be found for all of its stages, by trying them all", () => {
  fc.assert(
    fc.property(parallel, people, approvals, (rule, groups, said) => {
      expect(met(combine([rule]), groups, said)).toBe(byTrying(rule, groups, said));
    }),
    RUNS,
  );
});

test("nobody fills two slots, and everybody fills one that they may", () => {
  fc.assert(
    fc.property(rules, people, clicks, (all, groups, said) => {
      const combined = combine(all);
      const reviews = replay(combined, groups, said);
      const counted = tally(combined, reviews);
      if (counted.state !== "approved") return;
      const who = counted.by.map(([person]) => person);
      expect(new Set(who).size).toBe(who.length);
      for (const [person, slot] of counted.by)
        expect(reviews.some((one) => one.person === person && one.approves && one.slots.includes(slot))).toBe(true);
    }),
    RUNS,
  );
});

test("one more approve never takes an approval away, one more deny never gives one", () => {
  const some = clicks.filter(({ length }) => length > 0);
  fc.assert(
    fc.property(rules, people, some, (all, groups, said) => {
      const combined = combine(all);
      const [before, now] = [said.slice(0, -1), said].map((list) => outcome(combined, groups, list).state);
      const last = said.at(-1) as Click;
      if (last.says === "deny") expect(before !== "approved" && now === "approved").toBe(false);
      else if (before === "approved") expect(now).toBe("approved");
    }),
    RUNS,
  );
});

test("in sequence is never laxer than at once", () => {
  fc.assert(
    fc.property(requirement, people, approvals, (rule, groups, said) => {
      const [serial, free] = ["sequential", "parallel"].map((order) => combine([{ ...rule, order } as Requirement]));
      if (met(serial as Combined, groups, said)) expect(met(free as Combined, groups, said)).toBe(true);
    }),
    RUNS,
  );
});

test("satisfiable is exactly what everybody's approvals can reach", () => {
  fc.assert(
    fc.property(rules, people, fc.subarray(WHO), (all, groups, excluded) => {
      const combined = combine(all);
      const able = WHO.filter((who) => !excluded.includes(who));
      const everybody = Array.from({ length: 6 }, () => able).flat();
      const said = everybody.map((who) => ({ who, proof: "L4" as const, at: combined.within - 1 }));
      const { missing } = satisfiable(combined, poolsOf(groups), new Set(excluded));
      const lacking = missing.filter((one) => !one.includes("to deny it"));
      expect(lacking.length === 0).toBe(met(combined, groups, said));
    }),
    RUNS,
  );
});

test("a right counts once, whoever uses it: of all who fill a slot, each has a right of their own", () => {
  const combined = combine([one("finance", { approve: 3 })]);
  const [slot = ""] = slotsOf(combined).map(({ name }) => name);
  const word = fc.record({
    who: fc.constantFrom(...WHO),
    lenders: fc.subarray(WHO, { maxLength: 2 }),
    decision: fc.constantFrom("approve" as const, "approve" as const, "deny" as const),
  });
  let reached = 0;
  fc.assert(
    fc.property(fc.array(word, { minLength: 3, maxLength: 8 }), (words) => {
      const reviews = words.map(({ who, lenders, decision }) => {
        const others = lenders.filter((lender) => lender !== who);
        const slots = decision === "approve" ? [slot] : [];
        return review(who, { decision, slots, ...(others.length > 0 && { stands_in: { [slot]: others } }) });
      });
      const counted = tally(combined, reviews);
      if (counted.state !== "approved") return;
      reached++;
      const answered = new Set(words.map(({ who }) => who));
      const rights = counted.by.map(([person]) => {
        const [, lenders = []] =
          [...(voicesOf(reviews).find((voice) => voice.person === person)?.slots ?? [])][0] ?? [];
        return lenders.length === 0 ? [person] : lenders.filter((lender) => !answered.has(lender));
      });
      expect(seat(rights)).not.toContain(undefined);
    }),
    RUNS,
  );
  expect(reached).toBeGreaterThan(20);
});

/** Every way to choose people for the stages as they were written, without slots and without matching. */
function byTrying({ stages, proof = "L1" }: Requirement, groups: Groups, said: readonly Click[]): boolean {
  const may = (who: string, { approvers, escalate = [], proof: own = "L1" }: Threshold) =>
    said.some(
      (click) =>
        click.who === who &&
        String(click.proof) >= proof &&
        String(click.proof) >= own &&
        [approvers, ...escalate.filter(({ after }) => Number(after) <= (click.at ?? 0)).map(({ to }) => to)].some(
          (one) => groups[who]?.includes((one as { group: string }).group),
        ),
    );
  const from = (stage: number, used: readonly string[]): boolean => {
    const thresholds = stages?.[stage]?.anyOf;
    if (!thresholds) return true;
    return thresholds.some((threshold) => {
      const able = WHO.filter((who) => !used.includes(who) && may(who, threshold));
      return subsets(able, threshold.approve ?? 1).some((some) => from(stage + 1, [...used, ...some]));
    });
  };
  return from(0, []);
}

const subsets = (from: readonly string[], size: number): readonly (readonly string[])[] =>
  size === 0 ? [[]] : from.flatMap((one, i) => subsets(from.slice(i + 1), size - 1).map((rest) => [one, ...rest]));
