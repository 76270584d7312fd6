import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { loadPolicy } from "../../src/policy/load.js";
import { finance, refund, ruleOf, transfer } from "../policy/parts.js";
import { fileOf, policyRun } from "./run.js";

const ACTIONS = fileURLToPath(new URL("../policy/parts.ts", import.meta.url));
const GOOD = `id: shop
rules:
  - id: small
    verdict: allow
    on: { action: refund.issue }
    when:
      - { path: args.amount, op: lte, value: 50 }
  - id: large
    verdict: ask
    on: { action: bank.transfer }
    require: { approvers: { group: finance }, within: 30m }
`;
const WRONG = `id: shop
rules:
  - id: small
    verdict: alow
    on: { action: refund.issue }
    when:
      - { path: args.amount, op: gr, value: 50 }
  - verdict: ask
    "on": { action: refund.issue }
    wehn: []
`;

/** What is said of a file, without its name. */
async function found(text: string, name?: string, ...args: string[]) {
  const path = fileOf(text, name);
  const { code, out, error } = await policyRun("check", path, ...args);
  expect(error).toEqual([]);
  return { code, lines: out.map((line) => line.replace(`${path}:`, "")) };
}

test("a policy that can work is told by its id, its rules and the hash that loadPolicy gives it", async () => {
  const { id, hash } = loadPolicy(parse(GOOD), [refund, transfer]);
  const { code, lines } = await found(GOOD);
  expect([code, lines[0]]).toEqual([0, ` policy ${id}, 2 rules, hash ${hash}`]);
});

test("what was not checked is not said to be right", async () => {
  expect((await found(GOOD)).lines[1]).toBe(
    "nothing is wrong; names and arguments of actions were not checked: give --actions MODULE",
  );
  expect((await found(GOOD, undefined, "--actions", ACTIONS)).lines[1]).toBe("nothing is wrong");
});

test("every error has its line and column: of the key, or of what a key is missing from", async () => {
  expect(await found(WRONG)).toEqual({
    code: 1,
    lines: [
      '4:5: rules[0].verdict: is "alow": use allow, deny, ask',
      expect.stringMatching(/^7:30: rules\[0\]\.when\[0\]\.op: is "gr": use eq, /),
      "8:5: rules[1].id: is missing: give a text",
      expect.stringMatching(/^10:5: rules\[1\]\.wehn: is no key here: use id, /),
      "refused: 4 errors",
    ],
  });
});

test("JSON, with tabs too, has the same errors at its own places", async () => {
  const data = { id: "p", rules: [ruleOf("deny", { when: [{ path: "args.a", op: "gr", value: 1 }] })] };
  expect((await found(JSON.stringify(data, null, "\t"), "p.json")).lines[0]).toMatch(
    /^13:6: rules\[0\]\.when\[0\]\.op: is "gr"/,
  );
});

test("a list's item is found where it begins, also in a list of one line", async () => {
  const text = GOOD.replace("group: finance }", "group: finance }, remind: [5m, 0s, 1h]");
  expect((await found(text)).lines[0]).toMatch(/^11:60: rules\[1\]\.require\.remind\[1\]: must be a duration/);
});

test("what an alias repeats is found where it is written", async () => {
  const text = GOOD.replace("{ approvers", "&who { approvers").replace("30m", "0s");
  const more = "  - { id: again, verdict: ask, on: { effect: money }, require: *who }\n";
  expect((await found(text + more)).lines.slice(0, 2)).toEqual([
    expect.stringMatching(/^11:52: rules\[1\]\.require\.within: /),
    expect.stringMatching(/^11:52: rules\[2\]\.require\.within: /),
  ]);
});

const KEY = fc.oneof(
  fc.string({ minLength: 1 }),
  fc.string({ unit: "binary", minLength: 1 }),
  fc.constant("__proto__"),
);
test("a key that does not belong is found wherever it is, whatever its name", async () => {
  await fc.assert(
    fc.asyncProperty(KEY, fc.nat(6), fc.constantFrom("yaml", "json"), async (word, where, form) => {
      const key = `zz${word}`;
      const rules = [
        ruleOf("allow"),
        ruleOf("deny", { when: [{ path: "args.a", op: "eq", value: 1 }] }),
        ruleOf("ask"),
      ];
      const data = JSON.parse(JSON.stringify({ id: "p", rules }));
      const places = [
        data,
        ...data.rules,
        data.rules[1].when[0],
        data.rules[2].require,
        data.rules[2].require.approvers,
      ];
      Object.defineProperty(places[where], key, { value: 1, enumerable: true });
      const text = form === "json" ? JSON.stringify(data, null, 2) : stringify(data, { lineWidth: 0 });
      const { out } = await policyRun("check", fileOf(text, `p.${form}`), "--json");
      const { errors } = JSON.parse(out[0] as string);
      const line = text.split("\n")[errors[0].line - 1] as string;
      expect(line.slice(errors[0].column - 1)).toMatch(/^(\? )?["']?zz/);
      expect(errors[0].message).toContain("is no key here");
    }),
    { numRuns: 60 },
  );
});

describe("with --actions", () => {
  const onArgument = (path: string) => GOOD.replace("args.amount", path);
  test("a name that no action has is refused at its rule", async () => {
    const { code, lines } = await found(
      GOOD.replace("bank.transfer", "bank.tranfser"),
      undefined,
      "--actions",
      ACTIONS,
    );
    expect([code, lines[0]]).toEqual([
      1,
      expect.stringMatching(/^10:11: rules\[1\]\.on\.action: no action "bank\.tranfser"/),
    ]);
  });
  test("an argument that the schema lacks is refused, and without it not", async () => {
    const { code, lines } = await found(onArgument("args.amuont"), undefined, "--actions", ACTIONS);
    expect([code, lines[0]]).toEqual([
      1,
      '7:11: rules[0].when[0].path: the input schema of refund.issue has no argument "amuont"',
    ]);
    expect((await found(onArgument("args.amuont"))).code).toBe(0);
  });
  test("whether an action has critical arguments is known, and without it not refused", async () => {
    const text = `${GOOD}    remember: { scope: { critical: equal }, for: 1d, uses: 3 }\n`;
    const { code, lines } = await found(text, undefined, "--actions", ACTIONS);
    expect([code, lines[0]]).toEqual([
      1,
      expect.stringMatching(/^12:17: rules\[1\]\.remember\.scope: bank\.transfer has no critical argument/),
    ]);
    expect((await found(text)).code).toBe(0);
  });
  test("a rule on a pattern or an effect reads arguments that nothing tells: that is said, not passed over", async () => {
    const onAny = GOOD.replace("{ action: refund.issue }", "{ effect: money }");
    expect((await found(onAny, undefined, "--actions", ACTIONS)).lines[1]).toBe(
      "nothing is wrong; arguments in small were not checked: no schema of a named action tells them",
    );
    const onPattern = GOOD.replace("{ action: refund.issue }", "{ action: [refund.issue, 'crm.*'] }");
    const { out } = await policyRun("check", fileOf(onPattern), "--actions", ACTIONS, "--json");
    expect(JSON.parse(out.join("")).unchecked).toEqual(["small"]);
  });
  test("actions are taken from lists too, and from another copy of the package", async () => {
    const name = (name: string, digest = "") =>
      `{ [Symbol.for("countersign.definition")]: { name: "${name}", digest: "${digest}", critical: [], hasPath: () => "unknown" } }`;
    const module = fileOf(`export const all = [${name("refund.issue")}, ${name("bank.transfer")}];`, "all.mjs");
    expect((await found(GOOD, undefined, "--actions", module)).code).toBe(0);
    const twice = fileOf(
      `export const a = ${name("refund.issue")}; export const b = ${name("refund.issue", "x")}`,
      "b.mjs",
    );
    const { code, error } = await policyRun("check", fileOf(GOOD), "--actions", twice);
    expect([code, error[0]]).toEqual([2, expect.stringContaining('exports two actions of one name: "refund.issue"')]);
  });
});

describe("a file that does not mean what it says is refused:", () => {
  test.each<readonly [string, string, readonly string[]]>([
    [
      "no YAML",
      "id: p\nrules: [1\n",
      ["3:1: Flow sequence in block collection must be sufficiently indented and end with a ]"],
    ],
    ["a key twice", "id: p\nid: q\nrules: []\n", ["2:1: this key is there twice"]],
    ["two documents", "id: p\n---\nid: q\n", ["2:1: a second document begins: a file holds one"]],
    ["an unknown tag", "id: !foo p\n", ["1:5: Unresolved tag: !foo"]],
    ["bytes", "id: !!binary aGk=\n", ["1:14: has no place in JSON: tag:yaml.org,2002:binary"]],
    ["a set", "rules: !!set { a }\n", ["1:14: has no place in JSON: tag:yaml.org,2002:set"]],
    ["infinity", "id: .inf\n", ["1:5: is no number of JSON"]],
    ["not a number", "id: .nan\n", ["1:5: is no number of JSON"]],
    [
      "a number that would become another",
      "id: 12345678901234567890\n",
      ["1:5: is a whole number that cannot be held exactly: write it as a text"],
    ],
    [
      "keys that are no texts",
      "1: a\n? [b]\n: c\n",
      ["1:1: a key must be a text: put it in quotes", "2:3: a key must be a text: put it in quotes"],
    ],
    [
      "YAML 1.1",
      "%YAML 1.1\n---\non: yes\n",
      [expect.stringMatching(/^1:1: is YAML 1\.1/), "3:1: a key must be a text: put it in quotes"],
    ],
    ["an alias of nothing", "id: *a\n", ["1:5: nothing before this alias has the anchor &a"]],
    ["an alias of itself", "id: &a [*a]\n", ["1:1: is not JSON (a cycle, a BigInt, nesting without end)"]],
    ["nesting without end", "[".repeat(100_000), [expect.stringMatching(/is nested too deep$/)]],
    ["nothing", "", ["1:1: is null: give an object"]],
  ])("%s", async (_, text, faults) => {
    const { code, lines } = await found(text);
    expect([code, lines.slice(0, faults.length)]).toEqual([1, faults]);
    expect(lines.at(-1)).toMatch(/^refused: \d+ errors?$/);
  });
  test("a flood of aliases", async () => {
    const rows = Array.from({ length: 9 }, (_, i) => `k${i + 1}: &a${i + 1} [${`*a${i}, `.repeat(10)}]`);
    expect((await found(`k0: &a0 [x]\n${rows.join("\n")}`)).lines).toEqual([
      "1:1: repeats too much by aliases: write it out",
      "refused: 1 error",
    ]);
  });
  test("as JSON: a key twice however it is written, and what only YAML allows", async () => {
    expect((await found('{ "id": "p",\n  "\\u0069d": "q", "rules": [] }', "p.json")).lines[0]).toBe(
      "2:3: this key is there twice",
    );
    expect((await found('{ "id": "p", # c\n "rules": [] }', "p.json")).lines[0]).toMatch(/^1:14: is not JSON: /);
    expect((await found("id: p", "p.json")).lines[0]).toMatch(/^1:1: is not JSON: /);
  });
});

test("an argument within any is read too, and a time window reads none", async () => {
  const time = { from: "08:00", to: "18:00", zone: "UTC" };
  const uncheckedOf = async (name: string, when: readonly object[]) => {
    const data = { id: "p", rules: [ruleOf("deny", { id: name, when })] };
    const { out } = await policyRun("check", fileOf(JSON.stringify(data)), "--json");
    return JSON.parse(out.join("")).unchecked;
  };
  expect(await uncheckedOf("reads", [{ any: [{ time }, { path: "args.a", op: "gt", value: 1 }] }])).toEqual(["reads"]);
  expect(await uncheckedOf("reads-none", [{ time }])).toEqual([]);
});

test("a file steers no terminal", async () => {
  const { lines } = await found('id: "\\e[2J\\u202e"\nrules: [{ "\\u202ex": 1 }]\n');
  expect(lines.join("")).not.toMatch(/\p{Cc}|\p{Cf}/u);
});

test("as JSON it tells all of it, with the same exit code", async () => {
  const fine = await policyRun("check", fileOf(GOOD), "--json");
  expect([fine.code, JSON.parse(fine.out.join(""))]).toMatchObject([
    0,
    {
      id: "shop",
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      rules: 2,
      actions: "unchecked",
      unchecked: ["small"],
      errors: [],
    },
  ]);
  const wrong = await policyRun("check", fileOf(WRONG), "--json", "--actions", ACTIONS);
  const answer = JSON.parse(wrong.out.join(""));
  expect([wrong.code, answer.actions, answer.errors.length]).toEqual([1, "checked", 4]);
  expect(answer.errors[2]).toEqual({ line: 8, column: 5, path: "rules[1].id", message: "is missing: give a text" });
});

describe("it could not be read: exit 2, with what to do, when", () => {
  const refused = async (...args: string[]) => {
    const { code, out, error } = await policyRun(...args);
    expect([code, out]).toEqual([2, []]);
    return error.join("\n");
  };
  test("the file is not there", async () => {
    expect(await refused("check", "/no/policy.yaml")).toBe(
      "countersign policy: cannot read the policy /no/policy.yaml: there is no such file",
    );
  });
  test("the module is not there, throws, or has no action", async () => {
    const check = (module: string) => refused("check", fileOf(GOOD), "--actions", module);
    expect(await check("/no/actions.mjs")).toContain("cannot load the actions of /no/actions.mjs: ");
    expect(await check(fileOf('throw new Error("no\\u202e database\\nat")', "a.mjs"))).toMatch(
      /cannot load the actions of .*a\.mjs: no\ufffd database$/,
    );
    expect(await check(fileOf("export const a = { name: 'refund.issue' };", "a.mjs"))).toMatch(
      /a\.mjs exports no action: /,
    );
  });
  test("no file or two are named, an option or the command is unknown", async () => {
    expect(await refused("check")).toMatch(/name one file\. Try countersign policy --help/);
    expect(await refused("check", "a", "b")).toMatch(/name one file/);
    expect(await refused("check", "a", "--acitons", "x")).toMatch(
      /Unknown option '--acitons'.*Try countersign policy --help/,
    );
    expect(await refused()).toMatch(/say check, diff, explain, test, replay/);
    expect(await refused("chekc", "a")).toMatch(/say check, diff, explain, test, replay/);
  });
});

test("both forms of one policy have one hash", async () => {
  const data = {
    id: "p",
    version: "1",
    rules: [ruleOf("ask", { on: { effect: "money" }, require: { ...finance, approve: 2 } }), ruleOf("allow")],
  };
  const [yaml, json] = [await found(stringify(data)), await found(JSON.stringify(data), "p.json")];
  expect([yaml.code, yaml.lines]).toEqual([0, json.lines]);
});

test("the command checks and compares, and its exit code says how it went", () => {
  const main = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));
  const command = (...args: string[]) => {
    const { status, stdout } = spawnSync(process.execPath, ["--import", "tsx", main, ...args], { encoding: "utf8" });
    return { status, stdout };
  };
  expect(command("policy", "check", fileOf(GOOD), "--actions", ACTIONS)).toEqual({
    status: 0,
    stdout: expect.stringMatching(/nothing is wrong\n$/),
  });
  expect(command("policy", "check", fileOf(WRONG)).status).toBe(1);
  expect(command("policy", "diff", fileOf(GOOD), fileOf(GOOD)).status).toBe(0);
  expect(command("--help").stdout).toContain("countersign policy check FILE");
  expect(command("policy", "diff", "--help").stdout).toContain("--actions");
}, 60_000);
