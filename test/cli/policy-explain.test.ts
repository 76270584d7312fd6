import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { finance, ruleOf } from "../policy/parts.js";
import { fileOf, policyRun } from "./run.js";

const ACTIONS = fileURLToPath(new URL("../policy/parts.ts", import.meta.url));
const amount = (op: string, value: number) => ({ path: "args.amount", op, value });
const on = { action: "refund.issue" };
const RULES = [
  ruleOf("allow", { id: "small", on, when: [amount("lte", 50)] }),
  ruleOf("ask", { id: "large", on, when: [amount("gt", 50)], require: { ...finance, approve: 2 } }),
];
const policy = (rules: readonly object[] = RULES, id = "shop") => fileOf(stringify({ id, rules }), `${id}.yaml`);
const CALL = { action: "refund.issue", effect: "money", args: { orderId: "o-1", amount: 900 } };

const explain = (call: unknown, ...args: string[]) =>
  policyRun("explain", fileOf(stringify(call), "call.yaml"), ...args);
/** What is said of a call by these rules. */
async function told(call: object, rules?: readonly object[], ...args: string[]) {
  const { code, out, error } = await explain({ ...CALL, ...call }, "--policy", policy(rules), ...args);
  expect([code, error]).toEqual([0, []]);
  return out;
}
async function asJson(call: object, rules?: readonly object[], ...args: string[]) {
  return JSON.parse((await told(call, rules, ...args, "--json")).join(""));
}

test("the verdict, its rules, what would have allowed it and who must agree are told", async () => {
  expect(await told({})).toEqual([
    "refund.issue: ask by large",
    "  ask large: args.amount 900 is greater than 50",
    "  allow small did not apply: args.amount 900 is not at most 50",
    "  must agree: 2 of group finance, proven at L1 or better",
  ]);
});

test("an allow and a deny are judged too: the exit code does not tell the verdict", async () => {
  expect((await told({ args: { amount: 5 } }))[0]).toBe("refund.issue: allow by small");
  expect(await told({ action: "other", effect: "read" })).toEqual(["other: deny", "  no rule allows it"]);
});

test("what is not known is told by place and rule", async () => {
  expect(await told({ args: {} })).toEqual([
    "refund.issue: ask by large",
    "  ask large: applies because args.amount is not known",
    "  allow small did not apply: args.amount is not known",
    "  not known: args.amount (large), args.amount (small)",
    "  must agree: 2 of group finance, proven at L1 or better",
  ]);
});

test("a file's context, datasets, environment, tenant, time and taint are what rules read", async () => {
  const rules = [
    ruleOf("allow"),
    ...Object.entries({
      session: { path: "context.session", op: "eq", value: "s" },
      user: { path: "context.user.subject", op: "eq", value: "bo" },
      environment: { path: "context.environment", op: "eq", value: "prod" },
      tenant: { path: "context.tenant", op: "eq", value: "acme" },
      tainted: { path: "context.tainted", op: "eq", value: true },
      time: { time: { from: "08:00", to: "09:00", zone: "UTC" } },
    }).map(([id, when]) => ruleOf("ask", { id, when: [when] })),
    ruleOf("ask", { id: "dataset", on: { dataset: "customers" } }),
  ];
  const all = {
    context: { session: "s", user: { issuer: "sso", subject: "bo" } },
    datasets: ["customers"],
    environment: "prod",
    tenant: "acme",
    tainted: true,
    now: "2026-01-05T08:30:00Z",
  };
  const names = ["dataset", "environment", "session", "tainted", "tenant", "time", "user"];
  expect((await asJson(all, rules)).rules).toEqual(names);
  const others = {
    context: { session: "t", user: { issuer: "sso", subject: "al" } },
    environment: "dev",
    tenant: "other",
    tainted: false,
    now: Date.UTC(2026, 0, 5, 9, 30),
  };
  expect((await asJson(others, rules)).verdict).toBe("allow");
  expect((await asJson({ now: 0 }, rules)).rules).toEqual(["environment", "session", "tainted", "user"]);
});

test("input guardrails are asked before the rules", async () => {
  const guardrail = { id: "leak", on: { action: "*" }, guardrail: { input: [{ words: ["hush"] }] } };
  const found = await asJson({ args: { amount: 5, note: "Hush!" } }, [...RULES, guardrail]);
  expect([found.verdict, found.rules, found.by]).toEqual(["deny", ["leak"], "guardrail"]);
});

test("other calls that the file tells are those of the past; without them nothing is known of it", async () => {
  const history = { history: "sum", path: "args.amount", within: "1h", per: "user", op: "gt", value: 100 };
  const rules = [ruleOf("allow"), ruleOf("deny", { id: "cap", when: [history] })];
  const context = { user: { issuer: "sso", subject: "bo" } };
  const of = async (more: object) => (await asJson(more, rules)).verdict;
  expect(await of({ context, history: [{ args: { amount: 60 }, ago: "2m" }] })).toBe("allow");
  expect(await of({ context, history: [60, 50].map((amount) => ({ args: { amount }, ago: "2m" })) })).toBe("deny");
  expect(await of({ context, history: [60, 50].map((amount) => ({ args: { amount }, ago: "2h" })) })).toBe("allow");
  expect(await of({ context, history: [] })).toBe("allow");
  expect([await of({ context }), await of({ history: [] })]).toEqual(["deny", "deny"]);
});

test("other calls that people denied are told as such, and count as nothing else", async () => {
  const denied = { history: "denied", within: "1h", per: "session", op: "gte", value: 1 };
  const counted = { history: "count", within: "1h", per: "session", op: "gte", value: 2 };
  const rules = [
    ruleOf("allow"),
    ruleOf("deny", { id: "before", when: [{ ...denied, same: "args" }] }),
    ruleOf("deny", { id: "often", when: [{ ...denied, value: 2 }] }),
    ruleOf("deny", { id: "cap", when: [counted] }),
  ];
  const of = async (...amounts: readonly number[]) => {
    const history = amounts.map((amount) => ({ args: { amount }, ago: "2m", denied: true }));
    const found = await asJson({ args: { amount: 5 }, context: { session: "s" }, history }, rules);
    return found;
  };
  expect((await of(6)).verdict).toBe("allow");
  expect((await of(6, 7)).rules).toEqual(["often"]);
  const found = await of(5);
  expect(found.rules).toEqual(["before"]);
  expect(JSON.stringify(found)).toContain(
    "the number of times people denied this very call in 1h of this session, 1, is at least 1",
  );
});

test("the result's masks and what rules in shadow would do are told", async () => {
  const more = [
    { id: "pii", on: { action: "*" }, mask: { iban: "last4" } },
    ruleOf("deny", { id: "freeze", shadow: true }),
  ];
  const lines = await told({ args: { amount: 5 } }, [...RULES, ...more]);
  expect(lines.slice(2)).toEqual([
    "  its result is masked by pii: iban (last4)",
    "  with the rules in shadow it would be deny, by freeze",
  ]);
  const found = await asJson({ args: { amount: 5 } }, [...RULES, ...more]);
  expect([found.masks, found.shadow.verdict]).toEqual([{ iban: "last4" }, "deny"]);
});

test("as JSON all of it is there, with the hash of each policy and the lines", async () => {
  const [org, team] = [policy(RULES, "org"), policy([ruleOf("deny", { id: "stop" })], "team")];
  const { out } = await explain(CALL, "--policy", org, "--policy", team, "--json");
  expect(JSON.parse(out.join(""))).toMatchObject({
    action: "refund.issue",
    policies: [{ id: "org", hash: expect.stringMatching(/^[0-9a-f]{64}$/) }, { id: "team" }],
    verdict: "deny",
    rules: ["team/stop"],
    matched: [
      { rule: "team/stop", says: "deny", because: "applies to every call of *", unknown: [] },
      { rule: "org/large", says: "ask" },
    ],
    unknown: [],
    needed: [],
    because: ["deny team/stop: applies to every call of *", "ask org/large: args.amount 900 is greater than 50"],
  });
});

describe("with --people", () => {
  const person = (id: string, more: object = {}) => ({
    id,
    identities: [{ issuer: "sso", subject: id }],
    groups: ["finance"],
    ...more,
  });
  const people = (...list: object[]) => ["--people", fileOf(stringify(list), "people.yaml")];
  const context = { user: { issuer: "sso", subject: "bo" }, owner: { issuer: "sso", subject: "ow" } };
  const owner = person("ow", { groups: [] });
  test("who may decide, and who may not and why, is told", async () => {
    const all = [
      person("ana"),
      person("bo"),
      person("cy", { active: false }),
      person("di", { kind: "service" }),
      person("ed"),
      person("eve", { groups: [] }),
    ];
    const lines = await told({ context }, RULES, ...people(...all, owner));
    expect(lines.slice(4)).toEqual([
      "  may decide: ana, ed",
      "  excluded: bo (user of the call)",
      "  excluded: cy (not active)",
      "  excluded: di (no human)",
    ]);
  });
  test("everything that somebody is to the call is told", async () => {
    const both = { user: context.user, owner: context.user };
    const found = await asJson({ context: both }, RULES, ...people(person("ana"), person("bo"), person("ed")));
    expect(found.approvers.excluded).toEqual([{ id: "bo", why: "owner, user of the call" }]);
  });
  test("what is missing to meet the requirement is told", async () => {
    const { approvers } = await asJson({ context }, RULES, ...people(person("ana"), person("bo"), owner));
    expect(approvers).toEqual({
      needed: 2,
      eligible: ["ana"],
      excluded: [{ id: "bo", why: "user of the call" }],
      missing: ["1 more of group finance, other than the people of the call itself"],
    });
  });
  test("a call that nobody known stands behind cannot be asked, and that is told", async () => {
    const lines = await told({ context }, RULES, ...people(person("ana"), person("ed")));
    expect(lines.at(-1)).toBe("  cannot be asked: the user of this call is nobody in the directory");
  });
  test("nobody is told where nobody is asked", async () => {
    expect(await asJson({ args: { amount: 5 } }, RULES, ...people(person("ana")))).not.toHaveProperty("approvers");
  });
});

describe("with --actions", () => {
  const withActions = (call: object, rules?: readonly object[]) => told(call, rules, "--actions", ACTIONS);
  test("effect and secret arguments are the action's", async () => {
    const secret = ruleOf("deny", { id: "swiss", on, when: [{ path: "args.to.iban", op: "startsWith", value: "CH" }] });
    const lines = await withActions({ effect: undefined, args: { orderId: "o", amount: 5, to: { iban: "CH93" } } }, [
      ...RULES,
      secret,
    ]);
    expect(lines.slice(0, 2)).toEqual([
      "refund.issue: deny by swiss",
      "  deny swiss: args.to.iban (secret) is a text that starts with (secret)",
    ]);
  });
  test.each([
    [{ args: { orderId: "o" } }, /call\.yaml:3:1: args\.amount: .*expected number/],
    [{ args: { orderId: 5, amount: 5 } }, /call\.yaml:4:3: args\.orderId: .*expected string/],
    [{ effect: "read" }, /call\.yaml:2:1: effect: is money by its action: leave it out/],
    [{ action: "refund.isue" }, /call\.yaml:1:1: action: there is no action "refund\.isue" among refund\.issue, bank/],
  ])("%j is refused where it stands", async (call, message) => {
    const { code, out, error } = await explain({ ...CALL, ...call }, "--policy", policy(), "--actions", ACTIONS);
    expect([code, out]).toEqual([2, []]);
    expect(error.join("\n")).toMatch(message);
  });
});

test("predicates come from a module, one by one or as an object", async () => {
  const rules = [ruleOf("allow", { when: [{ fn: "open" }, { fn: "calm" }] })];
  const calm = `calm: { version: "1", test: () => true }`;
  const module = fileOf(
    `export const open = { version: "1", test: ({ args }) => args.amount > 800 };\nexport const more = { ${calm} };`,
    "predicates.mjs",
  );
  expect((await asJson({}, rules, "--predicates", module)).verdict).toBe("allow");
  expect((await asJson({ args: { amount: 5 } }, rules, "--predicates", module)).verdict).toBe("deny");
});

describe("it could not be judged: exit 2, with what to do, when", () => {
  const refused = async (...args: string[]) => {
    const { code, out, error } = await policyRun("explain", ...args);
    expect([code, out]).toEqual([2, []]);
    return error.join("\n");
  };
  const call = (data: unknown) => fileOf(stringify(data), "call.yaml");
  test.each([
    [[], /1:1: must be an object: give \{ action, args \}/],
    [{ action: "a" }, /1:1: args: is missing: give an object/],
    [{ ...CALL, action: "" }, /1:1: action: takes the name of an action/],
    [{ ...CALL, argz: {} }, /argz: is no key here: use action, args, /],
    [{ ...CALL, effect: "spend" }, /2:1: effect: takes one of read, write, /],
    [{ ...CALL, now: "noon" }, /now: takes an ISO 8601 time/],
    [{ ...CALL, tainted: "yes" }, /tainted: takes true or false/],
    [{ ...CALL, history: [{ args: {}, ago: "soon" }] }, /history: takes a list of \{ args, ago \}/],
    [{ ...CALL, datasets: "d" }, /datasets: takes a list of texts/],
    [{ ...CALL, context: { usr: {} } }, /context\.usr: unknown option/],
    [{ ...CALL, context: { user: "bo" } }, /6:1: context: a person or agent is \{ issuer, subject \}/],
    [{ action: "a", args: {} }, /effect: is missing: give it here, or the actions with --actions/],
    [{ ...CALL, action: "a b" }, /action "a b": a name is letters, digits/],
    [{ ...CALL, args: { prototype: 1 } }, /args\.prototype: this name is not allowed/],
  ])("the call is %j", async (data, message) => {
    expect(await refused(call(data), "--policy", policy())).toMatch(message);
  });
  test("no call, two, no policy, or a strange option is given", async () => {
    expect(await refused("--policy", policy())).toMatch(/name one file of a call\. Try countersign policy --help/);
    expect(await refused("a", "b", "--policy", "c")).toMatch(/name one file of a call/);
    expect(await refused(call(CALL))).toMatch(/give --policy, the policy to judge by/);
    expect(await refused(call(CALL), "--log", "x")).toMatch(/Unknown option '--log'/);
  });
  test("a policy is refused, or two do not go together", async () => {
    expect(await refused(call(CALL), "--policy", policy([{ id: "a b" }]))).toMatch(
      /a policy is refused\n.*shop\.yaml:3:5: rules\[0\]\.id: must be letters/,
    );
    expect(
      await refused(call(CALL), "--policy", policy(RULES, "a"), "--policy", policy([ruleOf("allow")], "b")),
    ).toMatch(/the policies do not go together: policy b: rule allow: a later policy only narrows/);
  });
  test("a file is not there, or is no YAML", async () => {
    expect(await refused("/no/call.json", "--policy", policy())).toBe(
      "countersign policy: cannot read the call /no/call.json: there is no such file",
    );
    expect(await refused(fileOf("a: [1\n"), "--policy", policy())).toMatch(/the call is refused\n.*policy\.yaml:2:1: /);
    expect(await refused(call(CALL), "--policy", policy(), "--people", "/no/people.yaml")).toMatch(
      /people\.yaml: cannot be read \(ENOENT\)/,
    );
    expect(await refused(call(CALL), "--policy", policy(), "--predicates", ACTIONS)).toMatch(
      /parts\.ts exports no predicate: export \{ version, test \}/,
    );
  });
});

test("a call steers no terminal", async () => {
  const lines = await told({ args: { amount: "\u001b[2J\u202e", note: "x" } });
  expect(lines.join("")).not.toMatch(/\p{Cc}|\p{Cf}/u);
});

test("the help says what each command takes, and what its exit code means", async () => {
  const { code, out } = await policyRun("--help");
  expect(code).toBe(0);
  for (const name of ["explain CALL", "test TESTS", "replay --log", "Exit code of replay"])
    expect(out[0]).toContain(name);
});

test("the command runs from a terminal", () => {
  const main = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));
  const args = ["policy", "explain", fileOf(stringify(CALL), "call.yaml"), "--policy", policy()];
  const { status, stdout } = spawnSync(process.execPath, ["--import", "tsx", main, ...args], { encoding: "utf8" });
  expect([status, stdout.split("\n")[0]]).toEqual([0, "refund.issue: ask by large"]);
}, 60_000);
