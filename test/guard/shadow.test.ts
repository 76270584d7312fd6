import { createReadStream, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { verifyLogs } from "../../src/audit/verify.js";
import { canonical, type Json, type JsonObject } from "../../src/canonical.js";
import type { Policy } from "../../src/index.js";
import { allow, ask, deny, policy, type Rule } from "../../src/policy.js";
import { jsonlSink } from "../../src/sinks/jsonl.js";
import { testSigner } from "../../src/testing/test-signer.js";
import { approve, type MemoryLog, modify } from "../../src/testing/testing.js";
import { folder } from "../sinks/folder.js";
import { large, refund, refunds, small, world } from "../world.js";

const cap = (more: object = {}) => deny("cap", { on: refund, when: ({ arg }) => [arg("amount").gt(20)], ...more });
const inShadow = cap({ shadow: true });
const rules = [small, large, inShadow];

function shop(list: readonly Rule[] = rules, config: Parameters<typeof world>[1] = {}) {
  const made = world(list, config);
  /** The policy's word in the events of a type. */
  const said = (type: string) =>
    lines(made.parts.audit.log)
      .filter((line) => line.endsWith(`"type":"dev.countersign.${type}.v1"}`))
      .map((line) => {
        const { hash, ...policy } = (JSON.parse(line) as { data: { policy: JsonObject } }).data.policy;
        expect(hash).toMatch(/^[0-9a-f]{64}$/);
        return policy;
      });
  return { ...made, ...refunds(made.cs), said };
}

const lines = (log: MemoryLog) => log.events.map(({ line }) => line);
const denied = { rules: ["cap"], verdict: "deny" };

test("an allowed call runs, and its start holds both verdicts", async () => {
  const { issue, ran, said, cs, parts } = shop();
  await issue({ orderId: "o-1", amount: 30 });
  await cs.close();
  expect(ran).toHaveLength(1);
  expect(said("execution.started")).toEqual([{ rules: ["small"], shadow: denied, verdict: "allow" }]);
  for (const line of lines(parts.audit.log)) expect(line).toBe(canonical(JSON.parse(line) as Json));
});

test("a rule in shadow that concerns a call and does not apply is recorded as the same verdict", async () => {
  const { issue, said } = shop();
  await issue({ orderId: "o-1", amount: 10 });
  expect(said("execution.started")).toEqual([
    { rules: ["small"], shadow: { rules: ["small"], verdict: "allow" }, verdict: "allow" },
  ]);
});

test("where no rule in shadow concerns the call its events say nothing of shadow", async () => {
  const { issue, people, parts } = shop([small, large, deny("other", { on: { action: "other.*" }, shadow: true })]);
  people.will(approve("ana"));
  await issue({ orderId: "o-1", amount: 10 });
  await issue({ orderId: "o-2", amount: 90 });
  expect(lines(parts.audit.log).join("")).not.toContain('"shadow"');
});

test("an asked call: the request, the start and the card say what shadow would have done", async () => {
  const { issue, people, said } = shop();
  const done = issue.attempt({ orderId: "o-1", amount: 90 }, { key: "k" });
  const asked = await people.next();
  expect(asked.view.because).toEqual([
    "ask large: args.amount 90 is greater than 50",
    "allow small did not apply: args.amount 90 is not at most 50",
    "with the rules in shadow it would be deny, by cap",
  ]);
  await asked.answer(approve("ana"));
  expect(await done).toMatchObject({ ok: true });
  const both = [{ rules: ["large"], shadow: denied, verdict: "ask" }];
  expect([said("approval.requested"), said("execution.started")]).toEqual([both, both]);
});

test("a modified call is recorded with what shadow says of what ran", async () => {
  const { issue, people, said } = shop([
    small,
    ask("large", { on: refund, require: { approvers: { group: "finance" }, within: "30m", modify: "author" } }),
    inShadow,
  ]);
  people.will(modify("ana", { orderId: "o-1", amount: 15, note: "" }), approve("bo"));
  expect(await issue.attempt({ orderId: "o-1", amount: 90 }, { key: "k" })).toMatchObject({ ok: true });
  expect(said("approval.requested")[0]?.["shadow"]).toEqual(denied);
  expect(said("execution.started")[0]?.["shadow"]).toEqual({ rules: ["large"], verdict: "ask" });
});

test("what was asked stays asked in shadow, though its modification would have been allowed", async () => {
  const { issue, people, said } = shop([
    small,
    ask("large", {
      on: refund,
      when: ({ arg }) => [arg("amount").gt(50)],
      require: { approvers: { group: "finance" }, within: "30m", modify: "author" },
    }),
    inShadow,
  ]);
  people.will(modify("ana", { orderId: "o-1", amount: 15, note: "" }), approve("bo"));
  expect(await issue.attempt({ orderId: "o-1", amount: 90 }, { key: "k" })).toMatchObject({ ok: true });
  expect(said("execution.started")).toEqual([
    { rules: ["large"], shadow: { rules: ["large"], verdict: "ask" }, verdict: "ask" },
  ]);
});

test("a denied call: what shadow would have allowed is denied, and recorded", async () => {
  const { issue, ran, said } = shop([small, allow("all", { on: refund, shadow: true })]);
  expect(await issue.attempt({ orderId: "o-1", amount: 90 })).toMatchObject({ ok: false, error: { code: "denied" } });
  expect(ran).toEqual([]);
  expect(said("call.denied")).toEqual([{ rules: [], shadow: { rules: ["all"], verdict: "allow" }, verdict: "deny" }]);
});

test("what cannot be asked is recorded with both verdicts", async () => {
  const nobody = ask("large", { on: refund, require: { approvers: { group: "nobody" }, within: "30m" } });
  const { issue, said } = shop([nobody, inShadow]);
  expect(await issue.attempt({ orderId: "o-1", amount: 90 })).toMatchObject({ error: { code: "unsatisfiable" } });
  expect(said("call.denied")).toEqual([{ rules: ["large"], shadow: denied, verdict: "ask" }]);
});

test("a later policy in shadow is recorded, and takes no part", async () => {
  const later = policy({ id: "team", mode: "shadow", rules: [cap()] });
  const first: Policy = policy({ id: "org", rules: [small, large] });
  const { issue, ran, said } = shop(rules, { policy: [first, later] });
  await issue({ orderId: "o-1", amount: 30 });
  expect(ran).toHaveLength(1);
  expect(said("execution.started")).toEqual([
    { rules: ["org/small"], shadow: { rules: ["team/cap"], verdict: "deny" }, verdict: "allow" },
  ]);
});

test("another engine's word counts in both verdicts", async () => {
  const judges = [{ judge: () => ({ verdict: "deny" as const, rules: ["frozen"] }) }];
  const { issue, said } = shop([small, ask("all", { on: refund, require, shadow: true })], { judges });
  expect(await issue.attempt({ orderId: "o-1", amount: 30 })).toMatchObject({ error: { code: "denied" } });
  const frozen = { rules: ["frozen"], verdict: "deny" };
  expect(said("call.denied")).toEqual([{ ...frozen, shadow: frozen }]);
});
const require = { approvers: { group: "finance" }, within: "30m" } as const;

test("a log with both verdicts verifies", async () => {
  const path = join(folder(), "log.jsonl");
  const signer = testSigner();
  const { issue, people, cs } = shop(rules, { audit: { signer, log: jsonlSink({ path }) } });
  people.will(approve("ana"));
  for (const amount of [10, 30, 90, 31]) await issue({ orderId: `o-${amount}`, amount });
  await cs.close();
  expect(readFileSync(path, "utf8").match(/"shadow"/g)).toHaveLength(5);
  const bytes = (file: string) => () => createReadStream(file);
  const log = { name: "log", lines: bytes(path), checkpoints: bytes(`${path}.checkpoints`) };
  const report = await verifyLogs([log], { keys: [signer.publicJwk] });
  expect([report.problems, report.logs[0]?.state, report.logs[0]?.digests]).toEqual([[], "closed", 1]);
});
