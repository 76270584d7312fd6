import { afterEach, expect, test } from "vitest";
import { z } from "zod";
import { staticDirectory } from "../../src/directories/static.js";
import { action, createCountersign, type Remember } from "../../src/index.js";
import { ask, policy } from "../../src/policy.js";
import { memoryStore } from "../../src/stores/memory.js";
import { memoryLog } from "../../src/testing/memory-log.js";
import { testSigner } from "../../src/testing/test-signer.js";
import { terminalOn } from "../../src/transports/terminal/terminal-on.js";
import { fakeTerminal } from "./fake-terminal.js";
import { bo, chi } from "./refund-message.js";

const ana = { issuer: "https://idp.example", subject: "ana" };
const agent = { issuer: "agents", subject: "support" };
const TRANSFER = z.object({
  amount: z.number().positive(),
  to: z.string(),
  memo: z.string().optional(),
  pin: z.string().optional(),
});
const transfer = action("money.transfer", {
  input: TRANSFER,
  effect: "money",
  critical: ["amount", "to"],
  secret: ["pin"],
  describe: ({ amount, to }) => `Transfer ${amount} to ${to}`,
});

const leaves: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const leave of leaves.splice(0)) await leave();
});

/** A guarded transfer that asks finance, before a terminal where `as` sits; Ana, Bo and Chi are finance. */
function bank(as: typeof bo, more: { remember?: Remember } = {}) {
  const term = fakeTerminal();
  const clock = term.clock;
  const cs = createCountersign({
    app: "bank",
    environment: "test",
    policy: policy({
      id: "p",
      rules: [ask("large", { on: transfer, require: { approvers: { group: "finance" }, within: "30m" }, ...more })],
    }),
    directory: staticDirectory(
      [bo, chi, ana].map((who) => ({ id: who.subject, identities: [who], groups: ["finance"] })),
    ),
    transports: [terminalOn(() => term.tty, as)],
    store: memoryStore({ clock }),
    clock,
    audit: { signer: testSigner(), log: memoryLog() },
  });
  leaves.push(() => cs.close());
  const ran: unknown[] = [];
  const send = cs.guard((args: z.output<typeof TRANSFER>) => {
    ran.push(args);
    return "sent";
  }, transfer);
  const call = (args: z.input<typeof TRANSFER>) => send.attempt(args, { context: { agent, user: chi } });
  return { term, ran, call };
}

test("a person approves at the terminal and the body runs with what was shown", async () => {
  const { term, ran, call } = bank(bo);
  const done = call({ amount: 1840, to: "XX00", pin: "1234" });
  await term.prompted();
  expect(term.screen()).toContain("Transfer 1840 to XX00");
  expect(term.screen()).not.toContain("1234");
  await term.type("1840");
  expect(await done).toMatchObject({ ok: true, value: "sent" });
  expect(ran).toEqual([{ amount: 1840, to: "XX00", pin: "1234" }]);
});

test("a person denies at the terminal and the body does not run", async () => {
  const { term, ran, call } = bank(bo);
  const done = call({ amount: 1840, to: "XX00" });
  await term.type("d not this payee");
  expect(await done).toMatchObject({ ok: false, error: { code: "denied", executed: "no", reason: "not this payee" } });
  expect(ran).toEqual([]);
});

test("whose call it is cannot approve it at the terminal", async () => {
  const { term, ran, call } = bank(chi);
  const done = call({ amount: 1840, to: "XX00" });
  await term.type("1840");
  await term.shows("This is your own call");
  await term.clock.advance("31m");
  expect(await done).toMatchObject({ ok: false, error: { code: "expired", executed: "no" } });
  expect(ran).toEqual([]);
});

test("a modification goes through the schema, is shown as a difference, and is not asked of its author again", async () => {
  const { term, ran, call } = bank(bo);
  const done = call({ amount: 1840, to: "XX00", pin: "1234" });
  for (const line of ["m", '{"amount": -1}', "y"]) await term.type(line);
  await term.shows("! amount:");
  await term.type('{"amount": 900}');
  await term.type("y");
  await term.shows("Recorded as a new revision.");
  await term.clock.advance("31m");
  expect(await done).toMatchObject({ ok: false, error: { code: "expired" } });
  expect(ran).toEqual([]);
  expect(term.printed()).not.toContain("~ was");
});

test("what a person chose to remember answers later calls that are alike, so often and no others", async () => {
  const { term, ran, call } = bank(bo, { remember: { scope: { critical: "equal" }, for: "1d", uses: 1 } });
  const first = call({ amount: 1840, to: "XX00", memo: "first" });
  for (const line of ["1840", "c"]) await term.type(line);
  expect(await first).toMatchObject({ ok: true });
  expect(await call({ amount: 1840, to: "XX00", memo: "second" })).toMatchObject({ ok: true });
  const others = [call({ amount: 1840, to: "XX00", memo: "third" }), call({ amount: 1841, to: "XX00" })];
  for (const _other of others) await term.type("d");
  for (const other of others) expect(await other).toMatchObject({ ok: false, error: { code: "denied" } });
  expect(ran).toHaveLength(2);
});

test("an approval of only this call answers no other", async () => {
  const { term, ran, call } = bank(bo, { remember: { scope: "same call", for: "1d", uses: 1 } });
  const first = call({ amount: 1840, to: "XX00" });
  for (const line of ["1840", ""]) await term.type(line);
  expect(await first).toMatchObject({ ok: true });
  const second = call({ amount: 1840, to: "XX00" });
  await term.type("d");
  expect(await second).toMatchObject({ ok: false, error: { code: "denied" } });
  expect(ran).toHaveLength(1);
});
