import { expect, test } from "vitest";
import { approve } from "../../src/testing/testing.js";
import { refund, world } from "../world.js";

const TOKEN = "sk-very-secret-token";

test.each([
  ["an allowed", 1],
  ["an approved", 600],
])("%s call's result and error are in no event", async (_, amount) => {
  const { cs, people, parts } = world();
  const [good, bad] = [
    cs.guard(() => ({ token: TOKEN }), refund),
    cs.guard((): string => {
      throw Object.assign(new Error(`failed with ${TOKEN}`), { name: TOKEN });
    }, refund),
  ];
  if (amount > 50) people.will(approve("ana"), approve("ana"));
  await good({ orderId: "o", amount });
  await bad.attempt({ orderId: "o", amount });
  const rows = await parts.store.list({ tenant: "default", limit: 10 });
  await cs.close();
  expect(JSON.stringify([parts.audit.log.events, rows.rows])).not.toContain(TOKEN);
});
