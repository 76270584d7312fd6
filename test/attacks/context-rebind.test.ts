import { expect, test } from "vitest";
import * as z from "zod";
import { action } from "../../src/action/action.js";
import type { Context } from "../../src/action/context.js";
import { mergeContexts } from "../../src/action/merge.js";
import { asyncContext } from "../../src/context.js";
import { createCountersign } from "../../src/countersign.js";
import { ask, policy } from "../../src/policy.js";
import { approve } from "../../src/testing/answers.js";
import { inMemory } from "../../src/testing/in-memory.js";
import { memoryApprover } from "../../src/testing/memory-approver.js";

const refund = action("refund.issue", { input: z.object({}), effect: "money" });
const who = (subject: string) => ({ issuer: "test", subject });
const [ana, bo, cy] = [who("ana"), who("bo"), who("cy")];
type Loose = { user: { subject: string }; delegators: { length: number }; facts: { [key: string]: unknown } };

test("a nested context cannot replace the user: the new one joins the delegators", () => {
  const ambient = asyncContext();
  const seen = ambient.run({ user: ana }, () => ambient.run({ user: bo }, () => ambient(refund)));
  expect(seen).toEqual({ user: ana, delegators: [bo] });
});

test("a nested context cannot replace agent or owner either, however deep", () => {
  const ambient = asyncContext();
  const seen = ambient.run({ agent: ana, owner: bo }, () =>
    ambient.run({ agent: cy }, () => ambient.run({ owner: cy, agent: bo }, () => ambient(refund))),
  );
  expect(seen).toEqual({ agent: ana, owner: bo, delegators: [cy, bo] });
});

test("a nested context cannot take anybody out: undefined and an empty list change nothing", () => {
  const ambient = asyncContext();
  const nothing = { user: undefined, delegators: [] } as unknown as Partial<Context>;
  const seen = ambient.run({ user: ana, delegators: [bo] }, () => ambient.run(nothing, () => ambient(refund)));
  expect(seen).toEqual({ user: ana, delegators: [bo] });
});

test("changing the object that a run was given changes nothing in the run", async () => {
  const ambient = asyncContext();
  const context = { user: { ...ana }, delegators: [bo] };
  const seen = await ambient.run(context, async () => {
    context.user.subject = "cy";
    context.delegators.length = 0;
    await Promise.resolve();
    return ambient(refund);
  });
  expect(seen).toEqual({ user: ana, delegators: [bo] });
});

test("code in a run cannot change the context it reads", () => {
  const ambient = asyncContext();
  ambient.run({ user: ana, delegators: [bo], facts: { tier: 1 } }, () =>
    ambient.run({ facts: { region: "eu" } }, () => {
      const seen = ambient(refund) as unknown as Loose;
      expect(() => {
        seen.user = cy;
      }).toThrow(TypeError);
      expect(() => {
        seen.user.subject = "cy";
      }).toThrow(TypeError);
      expect(() => {
        seen.delegators.length = 0;
      }).toThrow(TypeError);
      expect(() => {
        seen.facts["tier"] = 2;
      }).toThrow(TypeError);
      expect(ambient(refund)).toEqual({ user: ana, delegators: [bo], facts: { tier: 1, region: "eu" } });
    }),
  );
});

test("a call's own context cannot replace the ambient user", () => {
  const ambient = asyncContext();
  const seen = ambient.run({ user: ana }, () => mergeContexts(ambient(refund) as Partial<Context>, { user: bo }));
  expect(seen).toEqual({ user: ana, delegators: [bo] });
});

test("whom an outer run names cannot approve what an inner run asks for in another name", async () => {
  const ambient = asyncContext();
  const people = memoryApprover({ ana: { groups: ["ops"] }, bo: { groups: ["ops"] }, cy: { groups: ["ops"] } });
  const require = { approvers: { group: "ops" }, within: "30m" } as const;
  const rules = [ask("r", { on: refund, require })];
  const cs = createCountersign({ ...inMemory(people), gather: [ambient], policy: policy({ id: "p", rules }) });
  const issueRefund = cs.guard(() => "ran", refund);
  const excluded = { expect: "excluded" } as const;
  people.will(approve("ana", excluded), approve("bo", excluded), approve("cy"));
  const result = ambient.run({ user: ana }, () => ambient.run({ user: bo }, () => issueRefund({})));
  expect(await result).toBe("ran");
  people.done();
});

test("nor can whom the ambient context names, when the call itself names another user", async () => {
  const ambient = asyncContext();
  const people = memoryApprover({ ana: { groups: ["ops"] }, bo: {} });
  const require = { approvers: { group: "ops" }, within: "30m" } as const;
  const rules = [ask("r", { on: refund, require })];
  const cs = createCountersign({ ...inMemory(people), gather: [ambient], policy: policy({ id: "p", rules }) });
  const issueRefund = cs.guard(() => "ran", refund);
  const done = await ambient.run({ user: ana }, () => issueRefund.attempt({}, { context: { user: bo } }));
  expect(done).toMatchObject({ ok: false, error: { code: "unsatisfiable", executed: "no" } });
});
