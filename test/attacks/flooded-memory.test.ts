import { describe, expect, test } from "vitest";
import type { SignedEvent } from "../../src/audit/sink.js";
import { historyOf } from "../../src/desk/history.js";
import { proven } from "../../src/index.js";
import { Idempotency } from "../../src/server/api/idempotency.js";
import { person } from "../../src/testing/testing.js";
import { asked, call, deskServer } from "../server/desk-server.js";

const who = proven({ ...person("ana"), proof: "L1", evidence: {} });
const MIB = 1024 * 1024;

describe("answers that are kept under their Idempotency-Key", () => {
  /** Of so many requests, each under its key and answered with this text: how many are answered again, the newest asked first. */
  async function known(keys: number, text: string): Promise<number> {
    const once = new Idempotency();
    const send = (key: number, answer: Response) => {
      const headers = { "idempotency-key": `k${key}` };
      const request = new Request("https://desk.example/v1/x", { method: "POST", headers });
      return once.once({ request, who }, "{}", async () => answer);
    };
    for (let key = 0; key < keys; key++) await send(key, new Response(text));
    let count = 0;
    for (let key = keys - 1; key >= 0; key--) {
      const again = await send(key, new Response(null, { status: 503 }));
      if (again.headers.has("idempotent-replayed")) count++;
    }
    return count;
  }
  test("are at most 16 MiB, of which the newest stay", async () => {
    const size = MIB / 8;
    const count = await known(400, "x".repeat(size));
    expect(count).toBeGreaterThan(20);
    expect(count * size).toBeLessThanOrEqual(16 * MIB);
  });
  test("are remembered for thousands of keys, where they are small", async () => {
    expect(await known(2_000, "recorded")).toBe(2_000);
  });
});

describe("the history of requests in a process", () => {
  const event = (request: string, type: string, more = ""): SignedEvent => ({
    id: "e",
    source: "s",
    type: `dev.countersign.${type}.v1`,
    line: `{"data":{"request_id":"${request}","more":"${more}"}}`,
  });
  test("is at most 32 MiB, of which the newest stay", () => {
    const history = historyOf();
    for (let i = 0; i < 400; i++) history.add([event(`r${i}`, "approval.requested", "x".repeat(MIB / 4))]);
    const kept = Array.from({ length: 400 }, (_, i) => history.of(`r${i}`).length);
    expect(kept.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(128);
    expect(kept.at(-1)).toBe(1);
  });
  test("has room for what was decided, however often somebody was refused", () => {
    const history = historyOf();
    history.add([event("r", "approval.requested")]);
    for (let i = 0; i < 1_000; i++) history.add([event("r", "review.refused", String(i))]);
    history.add([event("r", "call.approved")]);
    const lines = history.of("r");
    expect([lines.length, lines[0]?.type, lines.at(-1)?.type]).toEqual([
      52,
      "dev.countersign.approval.requested.v1",
      "dev.countersign.call.approved.v1",
    ]);
    expect(lines[1]?.line).toContain('"more":"950"');
  });
});

test("a stranger who is refused again and again hides from nobody who approved", async () => {
  const desk = deskServer([asked()]);
  const { message, done } = await desk.waiting(call);
  const { requestId, revision, digest } = message;
  const cy = proven({ ...person("cy"), proof: "L1", evidence: {} });
  for (let i = 0; i < 250; i++) await desk.cs.desk.review(requestId, { decision: "approve", by: cy, revision, digest });
  await desk.cs.desk.review(requestId, { decision: "approve", by: who, revision, digest });
  await done;
  const types = (await desk.cs.desk.show(requestId, who))?.history.map(({ type }) => type);
  expect(types).toContain("dev.countersign.call.approved.v1");
});
