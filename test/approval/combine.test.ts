import { expect, test } from "vitest";
import { combine } from "../../src/approval/combine.js";
import { neededOf } from "../../src/approval/needed.js";
import type { Requirement } from "../../src/policy/requirement.js";
import { of, one, staged } from "./replay.js";

const finance = one("finance");
const needed = (...rules: Requirement[]) => neededOf(combine(rules));

test("one finance and two finance are two finance", () => {
  expect(needed(finance, one("finance", { approve: 2 }))).toEqual(["2 of group finance, proven at L1 or better"]);
});

test("one finance and one security are two people", () => {
  expect(needed(finance, one("security"))).toHaveLength(2);
});

test("two equal stages of one rule stay two, whether another rule asks for one of them too", () => {
  const twice = staged([of("finance"), of("finance")]);
  expect(needed(twice)).toEqual(["2 of group finance, proven at L1 or better"]);
  expect(needed(twice, finance)).toEqual(needed(twice));
});

test("a choice of thresholds is one need, the same in whatever order it is written", () => {
  const [a, b] = [of("finance", { approve: 2 }), of("cfo")];
  const choice = needed(staged([[a, b]]));
  expect(choice).toHaveLength(1);
  expect(choice[0]).toContain("2 of group finance, proven at L1 or better");
  expect(choice[0]).toContain("1 of group cfo, proven at L1 or better");
  expect(combine([staged([[a, b]])])).toEqual(combine([staged([[b, a]])]));
  expect(combine([staged([[a, b]]), staged([[b, a]])]).needs).toHaveLength(1);
});

test("two equal choices of one rule are two, each to be met in its own way", () => {
  const choice = [of("finance", { approve: 2 }), of("cfo")];
  const [first, second, ...more] = needed(staged([choice, choice]));
  expect([first === second, more]).toEqual([true, []]);
  expect(first).toContain("1 of group cfo");
});

test("a threshold said twice in a stage is no choice", () => {
  expect(combine([staged([[of("finance"), of("finance")]])]).needs).toEqual(combine([finance]).needs);
});

test.each<[string, Requirement, Requirement]>([
  ["a list of one is that one", finance, one("", { approvers: [{ group: "finance" }] } as Partial<Requirement>)],
  [
    "the order of approvers does not matter",
    one("", { approvers: [{ group: "a" }, { role: "b" }] } as Partial<Requirement>),
    one("", { approvers: [{ role: "b" }, { group: "a" }, { group: "a" }] } as Partial<Requirement>),
  ],
  [
    "the order of escalations does not matter",
    one("a", {
      escalate: [
        { after: "20m", to: { group: "c" } },
        { after: 600_000, to: { group: "b" } },
      ],
    } as Partial<Requirement>),
    one("a", {
      escalate: [
        { after: "10m", to: [{ group: "b" }] },
        { after: "20m", to: { group: "c" } },
      ],
    } as Partial<Requirement>),
  ],
  ["one stage of one threshold is that threshold", finance, staged([of("finance")])],
  ["a requirement's proof is its thresholds'", staged([of("a")], { proof: "L3" }), one("a", { proof: "L3" })],
])("%s", (_, a, b) => {
  expect(combine([a])).toEqual(combine([b]));
});

test.each<[string, Requirement]>([
  ["proof", one("finance", { proof: "L2" })],
  ["escalation", one("finance", { escalate: [{ after: "5m", to: { group: "cfo" } }] } as Partial<Requirement>)],
  ["a stage before it", staged([of("security"), of("finance")], { order: "sequential" })],
])("what differs in %s asks another person", (_, other) => {
  expect(combine([finance, other]).needs.length).toBeGreaterThan(combine([other]).needs.length);
});

test("every veto of every rule stays", () => {
  const { vetoes } = combine([one("finance", { deny: 2 }), finance, one("security")]);
  expect(vetoes.map(({ approvers, deny }) => [approvers, deny])).toEqual(
    expect.arrayContaining([
      [[{ group: "finance" }], 2],
      [[{ group: "finance" }], 1],
      [[{ group: "security" }], 1],
    ]),
  );
});

test("the shortest times, the strictest modification, and a reason if anybody wants one", () => {
  const a = one("finance", { within: "1h", useWithin: "5m", reason: "required" });
  const b = one("finance", { within: "10m", modify: "author" });
  expect(combine([a, b])).toMatchObject({ within: 600_000, useWithin: 300_000, reason: true, modify: "author" });
  expect(combine([finance])).toMatchObject({ useWithin: 3_600_000, reason: false, modify: "approve" });
  expect(combine([one("finance", { within: "1m" })])).toMatchObject({ useWithin: 900_000 });
});

test("modifying approves only where the combination needs one person", () => {
  expect(combine([one("finance", { modify: "approve" }), one("security", { modify: "approve" })]).modify).toBe(
    "author",
  );
  expect(combine([one("finance", { approve: 2 })]).modify).toBe("author");
  expect(combine([finance, one("finance", { modify: "forbid" })]).modify).toBe("forbid");
});

test("a proof of L0 counts as L1: nothing is proven by nothing", () => {
  expect(combine([one("finance", { proof: "L0" })])).toEqual(combine([finance]));
});

test.each<[string, object]>([
  ["nobody to approve", { approvers: [] }],
  ["an unknown selector", { approvers: { team: "finance" } }],
  ["no one", { approve: 0 }],
  ["half a person", { approve: 1.5 }],
  ["no deny", { deny: 0 }],
  ["no stage", { stages: [] }],
  ["an empty stage", { stages: [{ name: "a", anyOf: [] }] }],
  ["an unknown proof", { proof: "L9" }],
  ["an unknown mode", { modify: "any" }],
  ["an unknown order", { stages: [{ name: "a", anyOf: [{ approvers: { group: "g" } }] }], order: "sequental" }],
])("a requirement with %s is refused, whoever made it", (_, wrong) => {
  expect(() => combine([{ ...finance, ...wrong } as Requirement])).toThrow(/requirement/);
});

test("the view says stages in order, choices, what joins later and who may end it", () => {
  const rule = staged(
    [
      of("finance", { escalate: [{ after: "10m", to: { role: "cfo" } }] }),
      [of("security", { approve: 2 }), of("ciso", { proof: "L3" })],
    ],
    { order: "sequential" },
  );
  const [first, second] = needed(rule);
  expect(first).toBe("1 of group finance, proven at L1 or better; after 10m also role cfo");
  expect(second?.split(/, or |, after /).sort()).toEqual([
    "1 of group ciso, proven at L3 or better",
    "1 of group finance",
    "2 of group security, proven at L1 or better",
  ]);
  expect(needed(one("finance", { deny: 2 }))[1]).toBe("2 denies of group finance end it");
});

test("names are of the content, so that every process and every later verifier finds the same", () => {
  const rule = staged(
    [of("finance", { escalate: [{ after: "10m", to: { role: "cfo" } }] }), [of("security"), of("ciso")]],
    {
      order: "sequential",
    },
  );
  const { needs, vetoes } = combine([rule]);
  expect([...needs, ...vetoes].map(({ name }) => name)).toMatchInlineSnapshot(`
    [
      "Y2p2YEB929RqJgBJoXZZ8NdB8A6PT2ldj6HDfK6bvVQ",
      "hpAcC-YZ2VV-6PZbAwTNpZezAzRWaKLgKk-5tkajsDs",
      "CgcPWhejXZrVwrINTOCM8zzRlVAetTegnl2qkFNDfZg",
      "lW70B34TuILyWANMg_y63J22emlYVXrqQNF18b7_mhI",
      "PTn-G840DrwAAJSMTASQih_nIPeAlQzJCFe4uuSipvI",
    ]
  `);
});
