import { expect, test } from "vitest";
import { deny as denyRule } from "../../src/policy.js";
import { approve, deny } from "../../src/testing/testing.js";
import { large, refund, refunds, small, world } from "../world.js";

test.each(["people", "policy"])(
  "a listener of a denial by %s gets what the log holds of it, and no arguments",
  async (by) => {
    const rules = by === "people" ? [large] : [denyRule("none", { on: refund })];
    const { cs, parts, people } = world(rules);
    const heard: { data: object }[] = [];
    cs.on("call.denied", (event) => void heard.push(event));
    if (by === "people") people.will(deny("ana", { reason: "wrong customer" }));
    await refunds(cs).issue.attempt({ orderId: "o-secret", amount: 600 });
    const logged = parts.audit.log.events.find(({ type }) => type.includes("call.denied"));
    expect(heard).toHaveLength(1);
    expect(JSON.parse(logged?.line ?? "{}")).toMatchObject({ data: heard[0]?.data });
    expect(heard[0]?.data).toMatchObject({ call_digest: expect.any(String), call_id: expect.any(String) });
    expect(JSON.stringify(heard)).not.toContain("o-secret");
  },
);

test("a listener of an allowed and of an asked call's start gets the digest and the rules", async () => {
  const { cs, people } = world([small, large]);
  const heard: object[] = [];
  cs.on("execution.started", ({ data }) => void heard.push(data));
  people.will(approve("ana"));
  await refunds(cs).issue({ orderId: "o", amount: 5 });
  await refunds(cs).issue({ orderId: "o", amount: 600 });
  expect(heard).toMatchObject([
    { action: "refund.issue", policy: { rules: ["small"], verdict: "allow" } },
    { call_digest: expect.any(String) },
  ]);
});
