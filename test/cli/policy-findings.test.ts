import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { fileOf, policyRun } from "./run.js";

const ACTIONS = fileURLToPath(new URL("../policy/analysis/found.ts", import.meta.url));
const PEOPLE = JSON.stringify([
  { id: "ana", identities: [{ issuer: "x", subject: "ana" }], groups: ["finance", "legal"] },
  { id: "bo", identities: [{ issuer: "x", subject: "bo" }], groups: ["finance"] },
  { id: "bot", identities: [{ issuer: "x", subject: "bot" }], kind: "service", groups: ["legal"] },
]);
const REST = `
  - { id: transfers, verdict: deny, on: { action: bank.transfer } }
  - { id: reads, verdict: allow, on: { effect: read } }
  - { id: refunds, verdict: deny, on: { action: refund.issue }, when: [{ path: args.amount, op: gt, value: 900 }] }
`;

/** What is said of the rules of a file, without its name. */
async function found(rules: string, ...args: string[]) {
  const path = fileOf(`id: shop\nrules:\n${rules.trim()}\n`.replace("rules:\n-", "rules:\n  -"));
  const { code, out, error } = await policyRun("check", path, ...args);
  expect(error).toEqual([]);
  return { code, lines: out.map((line) => line.replace(`${path}:`, "")) };
}

const SHADOWED = `
  - id: small
    verdict: allow
    on: { action: refund.issue }
    when: [{ path: args.amount, op: gte, value: 990 }, { path: args.iban, op: absent }]
${REST}`;

test("a warning has its place, its rules and a call that shows it, and refuses nothing", async () => {
  const { code, lines } = await found(SHADOWED, "--actions", ACTIONS);
  expect([code, ...lines.slice(0, 2), lines.at(-1)]).toEqual([
    0,
    "3:5: warning: rules[0]: shadowed: every call that it allows is denied by refunds",
    '    for example refund.issue {"amount":990,"currency":"EUR","orderId":"x"} is denied by refunds',
    "1 warning",
  ]);
});

test("with --strict a warning refuses too", async () => {
  const { code, lines } = await found(SHADOWED, "--actions", ACTIONS, "--strict");
  expect([code, lines.at(-1)]).toEqual([1, "refused: 1 warning"]);
});

test("an error refuses: in the order of the lines, each at the condition that it is about", async () => {
  const rules = `
  - id: typo
    verdict: deny
    on: { effect: money }
    when: [{ path: args.amuont, op: gt, value: 500 }]
  - id: huge
    verdict: deny
    on: { action: refund.issue }
    when:
      - { path: args.orderId, op: startsWith, value: o- }
      - { path: args.amount, op: gt, value: 1000000000 }
${REST}`;
  const { code, lines } = await found(rules, "--actions", ACTIONS);
  expect([code, lines.filter((line) => !line.startsWith(" "))]).toEqual([
    1,
    [
      expect.stringMatching(
        /^6:14: error: rules\[0\]\.when\[0\]\.path: unknown-path: no action that it is on has the argument "amuont"/,
      ),
      expect.stringMatching(
        /^12:9: error: rules\[1\]\.when\[1\]: out-of-schema: args\.amount gt 1000000000 never holds/,
      ),
      expect.stringMatching(/^refused: 2 errors/),
    ],
  ]);
});

test("a note refuses nothing, also with --strict, and what is wrong is still nothing", async () => {
  const rules = `
  - id: small
    verdict: allow
    on: { action: refund.issue }
    when: [{ path: args.amount, op: lte, value: 50 }, { path: args.iban, op: absent }]
  - { id: foreign, verdict: deny, on: { action: refund.issue }, when: [{ path: args.currency, op: eq, value: USD }] }
${REST}`;
  const { code, lines } = await found(rules, "--actions", ACTIONS, "--strict");
  expect([code, lines[0], lines.at(-1)]).toEqual([
    0,
    "7:5: note: rules[1]: conflicting: it denies some of the calls that small allows, and others: those are denied",
    "nothing is wrong, 1 note",
  ]);
});

test("without actions, what needs none is found, without a call, and the rest is said not to be checked", async () => {
  const { code, lines } = await found(
    SHADOWED.replace("gte, value: 990 }", "gt, value: 990 }, { path: args.amount, op: lt, value: 5 }"),
  );
  expect([code, lines]).toEqual([
    1,
    [
      "3:5: error: rules[0]: empty: it never allows: args.amount gt 990 and args.amount lt 5 contradict each other",
      "refused: 1 error",
    ],
  ]);
  expect((await found(SHADOWED)).lines.at(-1)).toBe(
    "1 warning; names and arguments of actions were not checked: give --actions MODULE",
  );
});

test("as JSON, findings are a list of their own, with their calls", async () => {
  const { code, lines } = await found(SHADOWED, "--actions", ACTIONS, "--json");
  const { findings, errors } = JSON.parse(lines.join(""));
  expect([code, errors, findings]).toEqual([
    0,
    [],
    [
      {
        kind: "shadowed",
        severity: "warning",
        policy: "shop",
        path: "rules[0]",
        line: 3,
        column: 5,
        rules: ["small", "refunds"],
        message: "every call that it allows is denied by refunds",
        witness: {
          action: "refund.issue",
          args: { amount: 990, currency: "EUR", orderId: "x" },
          context: {},
          verdict: "deny",
          rules: ["refunds"],
        },
      },
    ],
  ]);
});

describe("unmeetable: people who cannot be enough", () => {
  const asking = (require: string) => `
  - id: large
    verdict: ask
    on: { action: refund.issue }
    require: ${require}
  - { id: transfers, verdict: deny, on: { action: bank.transfer } }
  - { id: reads, verdict: allow, on: { effect: read } }`;
  const people = () => fileOf(PEOPLE, "people.json");
  const stage = (name: string, approvers: string) => `{ name: ${name}, anyOf: [{ approvers: ${approvers} }] }`;
  const twice = `{ stages: [${stage("one", "{ person: ana }")}, ${stage("two", "{ person: ana }")}], within: 30m }`;

  test("one person for two stages, as the rule itself says, with a call that it asks about", async () => {
    const { code, lines } = await found(asking(twice), "--actions", ACTIONS);
    expect([code, ...lines]).toEqual([
      1,
      expect.stringMatching(
        /^6:5: error: rules\[0\]\.require: unmeetable: nobody can meet it: it lacks 1 more of person ana/,
      ),
      '    for example refund.issue {"amount":1,"currency":"EUR","orderId":"x"} is asked about by large',
      "refused: 1 error",
    ]);
  });
  test.each<readonly [string, string]>([
    ["two people for two stages", twice.replace("{ person: ana }", "{ person: bo }")],
    ["a group and one person", twice.replace("{ person: ana }", "{ group: finance }")],
    ["more of a group than may be in it", "{ approvers: { group: finance }, approve: 9, within: 30m }"],
  ])("not %s, as long as nothing is known of people", async (_, require) => {
    expect((await found(asking(require), "--actions", ACTIONS)).code).toBe(0);
  });
  test("a group without people enough, one of nobody, and one of services only", async () => {
    for (const [group, approve] of [
      ["finance", 3],
      ["sales", 1],
    ] as const) {
      const require = `{ approvers: { group: ${group} }, approve: ${approve}, within: 30m }`;
      const { code, lines } = await found(asking(require), "--people", people());
      expect([code, lines[0]]).toEqual([
        1,
        expect.stringContaining(`unmeetable: nobody can meet it: it lacks 1 more of group ${group}`),
      ]);
    }
  });
  test("a group of one: met for others, and never where that one asks", async () => {
    const { code, lines } = await found(asking("{ approvers: { group: legal }, within: 30m }"), "--people", people());
    expect([code, lines[0]]).toEqual([
      0,
      "6:5: warning: rules[0].require: unmeetable: it can be met only with ana: nobody can approve a call of their own",
    ]);
  });
  test("not a group of more than are needed", async () => {
    expect(
      (await found(asking("{ approvers: { group: finance }, within: 30m }"), "--people", people())).lines.join(""),
    ).not.toContain("unmeetable");
  });
  test("a directory that cannot say who is meant is told as such", async () => {
    const { code, lines } = await found(
      asking("{ approvers: { onCall: payments }, within: 30m }"),
      "--people",
      people(),
    );
    expect([code, lines[0]]).toEqual([
      0,
      expect.stringContaining("warning: rules[0].require: unmeetable: the directory cannot say who may decide"),
    ]);
  });
  test("also those whom a guardrail asks", async () => {
    const guard = `
  - id: guard
    on: { action: refund.issue }
    guardrail: { input: [secrets], otherwise: { ask: ${twice} } }
${REST}`;
    const { code, lines } = await found(guard);
    expect([code, lines[0]]).toEqual([
      1,
      expect.stringMatching(/^5:\d+: error: rules\[0\]\.guardrail\.otherwise\.ask: unmeetable: /),
    ]);
  });
  test("a file that is no list of people cannot be used", async () => {
    const { code, error } = await policyRun(
      "check",
      fileOf(`id: p\nrules:${asking(twice)}`),
      "--people",
      fileOf("{}", "people.json"),
    );
    expect([code, error.join("")]).toEqual([2, expect.stringContaining("people.json")]);
  });
});

describe("--above: a policy under others", () => {
  const ORG =
    "id: org\nrules:\n  - { id: reads, verdict: allow, on: { effect: read } }\n  - { id: money, verdict: deny, on: { effect: money } }\n";
  test("an allow that the organisation does not give widens, and refuses", async () => {
    const { code, lines } = await found(
      "- { id: refunds, verdict: allow, on: { action: refund.issue } }",
      "--above",
      fileOf(ORG, "org.yaml"),
    );
    expect([code, lines]).toEqual([
      1,
      [
        expect.stringMatching(
          /^3:5: error: rules\[0\]: widening: a later policy only narrows, and no allow rule of org is/,
        ),
        "refused: 1 error",
      ],
    ]);
  });
  test("what a policy above denies already is told of the file that is checked, and nothing of the one above", async () => {
    const text =
      "- { id: refunds, verdict: ask, on: { action: refund.issue }, require: { approvers: { group: finance }, within: 30m } }";
    const org = `${ORG}  - { id: again, verdict: allow, on: { effect: read } }\n`;
    const { code, lines } = await found(text, "--actions", ACTIONS, "--above", fileOf(org, "org.yaml"));
    expect([code, lines.filter((line) => line.includes("warning:")).length, ...lines.slice(0, 2)]).toEqual([
      0,
      1,
      "3:5: warning: rules[0]: shadowed: every call that it asks about is denied by org/money",
      expect.stringMatching(/^ {4}for example refund\.issue .* is denied by org\/money$/),
    ]);
  });
  test("two policies of one id do not go together", async () => {
    const { code, error } = await policyRun("check", fileOf(ORG), "--above", fileOf(ORG, "org.yaml"));
    expect([code, error.join("")]).toEqual([
      2,
      "countersign policy: the policies org, org do not go together: policy: two policies of one id",
    ]);
  });
});

test("rules that name predicates are checked with them", async () => {
  const module = fileOf('export const own = { version: "1", test: () => true };', "predicates.mjs");
  const rules = "- { id: own, verdict: allow, on: { effect: read }, when: [{ fn: own }] }";
  expect((await found(rules)).code).toBe(1);
  expect((await found(rules, "--predicates", module)).code).toBe(0);
});

test("a name or a value of a call steers no terminal", async () => {
  const rules = String.raw`- { id: a, verdict: allow, on: { effect: read }, when: [{ path: "args.id", op: in, value: ["a"] }, { path: "args.id", op: in, value: ["b\u0085"] }] }`;
  const { lines } = await found(rules, "--actions", ACTIONS);
  expect(lines.join("")).not.toMatch(/\p{Cc}|\p{Cf}/u);
});
