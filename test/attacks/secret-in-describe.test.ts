import { expect, test } from "vitest";
import * as z from "zod";
import { action } from "../../src/index.js";
import { ask } from "../../src/policy.js";
import { approve } from "../../src/testing/testing.js";
import { world } from "../world.js";

const IBAN = "DE89370400440532013000";
const seen: unknown[] = [];
const pay = action("pay", {
  input: z.object({
    to: z.object({
      iban: z.string().refine((text) => text.length > 5, { error: ({ input }) => `bad iban ${String(input)}` }),
    }),
    amount: z.number(),
  }),
  effect: "money",
  critical: ["to.iban", "amount"],
  secret: ["to.iban"],
  describe: (args) => {
    seen.push(args);
    return `Pay ${args.amount} to ${args.to.iban}`;
  },
  datasets: (args) => {
    seen.push(args);
    return ["payments"];
  },
});
const rule = ask("pay", {
  on: pay,
  when: ({ arg }) => [arg("to.iban").eq("x")],
  unless: ({ arg }) => [arg("amount").eq(0)],
  require: { approvers: { group: "finance" }, within: "30m" },
});
const always = ask("pay", { on: pay, require: { approvers: { group: "finance" }, within: "30m" } });

async function everything() {
  const { cs, people, parts } = world([always]);
  let paid = "";
  const run = cs.guard(({ to }) => {
    paid = to.iban;
    return "done";
  }, pay);
  people.will(approve("ana"));
  await run({ to: { iban: IBAN }, amount: 10 }, { key: "k" });
  const rows = await parts.store.list({ tenant: "default", limit: 10 });
  const shown = { messages: people.asked, events: parts.audit.log.events, rows: rows.rows, seen };
  await cs.close();
  return { text: JSON.stringify(shown), paid, people };
}

test("a secret argument is in no card, event, stored row or callback, and still reaches the body", async () => {
  const { text, paid, people } = await everything();
  expect(paid).toBe(IBAN);
  expect(text).not.toContain(IBAN);
  expect(people.asked[0]?.view.title).toBe("Pay 10 to [secret]");
  expect(people.asked[0]?.view.fields.find(({ path }) => path === "to.iban")).toMatchObject({
    text: "(secret)",
    note: "secret",
  });
});

test("a schema's own message about a secret argument is not passed on: it may quote it", async () => {
  const { cs } = world([always]);
  const done = await cs.guard(() => 1, pay).attempt({ to: { iban: "tiny" }, amount: 1 });
  expect(
    JSON.stringify(done, (_, value: unknown) =>
      value instanceof Error ? { ...value, message: value.message } : value,
    ),
  ).not.toContain("tiny");
});

test("an explanation of a rule about a secret argument does not quote it", async () => {
  const { cs, people } = world([rule]);
  void cs.guard(() => 1, pay).attempt({ to: { iban: "ES00 \u200b hidden" }, amount: 1 }, { key: "k", hold: 0 });
  const asked = await people.next();
  expect(JSON.stringify(asked)).not.toContain("ES00");
});
