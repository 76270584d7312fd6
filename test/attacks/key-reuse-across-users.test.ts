import { expect, test } from "vitest";
import * as z from "zod";
import { action } from "../../src/index.js";
import { ask } from "../../src/policy.js";
import { approve, person } from "../../src/testing/testing.js";
import { world } from "../world.js";

const report = action("report.run", {
  input: z.object({ of: z.string() }),
  output: z.string(),
  effect: "share",
  critical: ["of"],
});
const rule = ask("report", { on: report, require: { approvers: { group: "finance" }, within: "30m" } });

test("user B cannot attach to user A's key, nor read A's result", async () => {
  const { cs, people } = world([rule]);
  let runs = 0;
  const run = cs.guard(({ of }) => `${of} for nobody else ${++runs}`, report);
  people.will(approve("bo"));
  const mine = await run({ of: "salaries" }, { key: "k", context: { user: person("ana") } });
  const theirs = await run.attempt({ of: "salaries" }, { key: "k", hold: 0, context: { user: person("eve") } });
  expect(mine).toBe("salaries for nobody else 1");
  expect(theirs).toMatchObject({ ok: false, error: { code: "pending" } }); // a request of its own, not A's
  expect(new Set(people.asked.map(({ requestId }) => requestId)).size).toBe(2);
});

test("the same user's key with other arguments is a conflict, which tells nothing of the other call", async () => {
  const { cs, people } = world([rule]);
  const run = cs.guard(({ of }) => of, report);
  people.will(approve("bo"));
  await run({ of: "salaries" }, { key: "k" });
  const other = await run.attempt({ of: "bonuses" }, { key: "k" });
  expect(other).toMatchObject({ ok: false, error: { code: "conflict", executed: "no" } });
  const told =
    !other.ok && JSON.stringify({ ...other.error, message: other.error.message, model: other.error.forModel() });
  expect(told).not.toMatch(/salaries|req_/);
});
