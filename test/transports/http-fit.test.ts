import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Field, View } from "../../src/action/view.js";
import type { RequestMessage } from "../../src/approval/request-message.js";
import { utf8 } from "../../src/canonical.js";
import { MOST_BYTES, outgoingOf } from "../../src/transports/http/event.js";
import { isWhole } from "../../src/transports/http/fit.js";
import { field, refund, showing } from "./refund-message.js";

const bodyOf = async (message: RequestMessage) => {
  const { body } = await outgoingOf(message, 0);
  return { bytes: utf8(body).length, data: (JSON.parse(body) as { data: RequestMessage }).data };
};

describe("a view that does not fit", () => {
  test("is cut, says so, and keeps what is critical", async () => {
    const fields = [field("amount", 1840, { critical: true }), field("body", "x".repeat(50_000))];
    const { data, bytes } = await bodyOf(showing({ fields }));
    expect(bytes).toBeLessThanOrEqual(MOST_BYTES);
    expect(data.view).toMatchObject({ complete: false, title: refund.view.title, effect: "money" });
    expect(data.view.fields[0]).toEqual(fields[0]);
    expect(data.view.fields[1]?.text).toMatch(/x… \(\d+ more characters\)$/);
    expect(data).toMatchObject({ requestId: refund.requestId, revision: 1, digest: refund.digest });
  });
  test("is cut between characters, never within one", async () => {
    const { data } = await bodyOf(showing({ agentSays: "\u{1f469}".repeat(20_000) }));
    expect(data.view.agentSays).toMatch(/^\u{1f469}+… \(\d+ more characters\)$/u);
  });
  test("is cut or not whatever else changes in the message", async () => {
    const near = showing({ fields: [field("body", "x".repeat(12_800))] });
    const many = Array.from({ length: 500 }, (_, at) => ({ group: `group ${at} ${"y".repeat(100)}` }));
    const crowded = { ...near, to: many, why: "z".repeat(9000) };
    for (const message of [near, crowded]) {
      const { data, bytes } = await bodyOf(message);
      expect(bytes).toBeLessThanOrEqual(MOST_BYTES);
      expect(data.view).toEqual(near.view);
      expect(isWhole(message)).toBe(true);
    }
  });
});

test("a view that fits goes out as it is", async () => {
  const { data } = await bodyOf(refund);
  expect(data).toEqual(JSON.parse(JSON.stringify(refund)));
  expect(isWhole(refund)).toBe(true);
});

test("a view that is not complete stays so", async () => {
  const message = showing({ complete: false });
  expect((await bodyOf(message)).data.view.complete).toBe(false);
  expect(isWhole(message)).toBe(false);
});

test("whatever a message holds, it fits, and what was cut says so", async () => {
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc
      .tuple(fc.constantFrom("x", "\u0000", "\u{1f469}", '"', "é", "\ud800"), fc.nat(5000))
      .map(([c, n]) => c.repeat(n)),
  );
  const fields = fc.array(fc.record<Field>({ path: text, text, critical: fc.boolean(), before: text, note: text }), {
    maxLength: 40,
  });
  const view = fc.record<Partial<View>>({
    title: text,
    environment: text,
    datasets: fc.array(text, { maxLength: 20 }),
    fields,
    because: fc.array(text, { maxLength: 20 }),
    agentSays: text,
  });
  await fc.assert(
    fc.asyncProperty(view, text, fc.array(text, { maxLength: 20 }), async (more, why, groups) => {
      const message = showing(more, { why, to: groups.map((group) => ({ group })) });
      const { data, bytes } = await bodyOf(message);
      expect(bytes).toBeLessThanOrEqual(MOST_BYTES);
      expect(data.view.complete).toBe(isWhole(message));
      if (data.view.complete) expect(data.view).toEqual(JSON.parse(JSON.stringify(message.view)));
    }),
    { numRuns: 60 },
  );
});
