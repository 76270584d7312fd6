import { expect, test } from "vitest";
import { createCountersign } from "../../src/index.js";
import { policy } from "../../src/policy.js";
import { large, refunds, world } from "../world.js";

const call = { orderId: "o", amount: 600 };

test.each([
  ["tenants", { tenant: "a" }, { tenant: "b" }],
  ["environments", { environment: "staging" }, { environment: "prod" }],
  [
    "a tuple that would join to the same text",
    { tenant: "a", environment: "b,c" },
    { tenant: "a,b", environment: "c" },
  ],
  ["no environment and one named null", {}, { environment: "null" }],
])("one key in two %s is two requests", async (_, one, two) => {
  const { parts, people } = world([large]);
  for (const place of [one, two]) {
    const cs = createCountersign({
      ...parts,
      ...place,
      audit: { ...parts.audit, log: { write: async () => {} } },
      policy: policy({ id: "p", rules: [large] }),
    });
    await refunds(cs).issue.attempt(call, { key: "k", hold: 0 });
  }
  await people.next();
  await people.next();
  expect(new Set(people.asked.map(({ requestId }) => requestId)).size).toBe(2);
});
