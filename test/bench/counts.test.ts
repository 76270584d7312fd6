import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { asking, eager } from "../../bench/approved.js";
import { deployed } from "../../bench/deployed.js";
import { ARGS, exportLogs } from "../../bench/sample.js";
import { utf8 } from "../../src/canonical.js";
import type { Config, Countersign, Log, SignedEvent } from "../../src/index.js";
import { jsonlSink } from "../../src/sinks/jsonl.js";
import { testSigner } from "../../src/testing/test-signer.js";

/** A guarded export on a log that writes down when it was asked, and a signer that counts. */
function counted(config: Partial<Omit<Config, "audit">> = {}, inner: Log = { write: async () => {} }) {
  const steps: string[] = [];
  const events: SignedEvent[] = [];
  const log: Log = {
    async write(batch, checkpoint) {
      await inner.write(batch, checkpoint);
      steps.push("write");
      events.push(...batch);
    },
    close: async () => inner.close?.(),
  };
  let signatures = 0;
  const { sign, ...key } = testSigner();
  const counting = (bytes: Parameters<typeof sign>[0]) => {
    signatures++;
    return sign(bytes);
  };
  const cs: Countersign = deployed({ ...config, audit: { log, signer: { ...key, sign: counting } } });
  const call = cs.guard(() => steps.push("body"), exportLogs);
  return { cs, call, steps, events, signed: () => signatures };
}

/** Past `log.opened`, which comes before the first call. */
async function opened(config: Partial<Omit<Config, "audit">> = {}) {
  const one = counted(config);
  await one.call(ARGS);
  const before = { events: one.events.length, steps: one.steps.length, signed: one.signed() };
  return { ...one, before };
}

test("the sample's arguments are 217 bytes", () => {
  expect(JSON.stringify(ARGS)).toHaveLength(217);
});

test("an allowed call is two events of 2.7 KB at most together", async () => {
  const { cs, call, events } = counted();
  await call(ARGS);
  await cs.close();
  const [, ...own] = events.map(({ line }) => line);
  expect(own).toHaveLength(3); // the last is log.closed
  const bytes = own.slice(0, 2).reduce((sum, line) => sum + utf8(`${line}\n`).length, 0);
  expect(bytes).toBeGreaterThan(1000);
  expect(bytes).toBeLessThanOrEqual(2.7 * 1024);
});

test("an allowed call waits for the log once, before its body, and for nothing after it", async () => {
  const { cs, call, steps, before } = await opened();
  await call(ARGS);
  expect(steps.slice(before.steps)).toEqual(["write", "body"]);
  await cs.close();
});

test("an allowed call signs nothing of its own: there is one signature for each commit, however many calls", async () => {
  const { cs, call, steps, signed, before } = await opened();
  await Promise.all(Array.from({ length: 64 }, () => call(ARGS)));
  const writes = steps.slice(before.steps).filter((step) => step === "write").length;
  expect(signed() - before.signed).toBe(writes);
  expect(writes).toBe(1);
  await cs.close();
});

test("from a decision's arrival to the body's start the log on disk is waited for at most twice", async () => {
  const folder = mkdtempSync(join(tmpdir(), "countersign-counts-"));
  const desk = (): Pick<Countersign["desk"], "review"> => ({
    review(...given) {
      one.steps.push("decision");
      return one.cs.desk.review(...given);
    },
  });
  const one = counted({ policy: asking, transports: [eager(desk)] }, jsonlSink({ path: join(folder, "log") }));
  await one.call(ARGS);
  await one.cs.close();
  rmSync(folder, { recursive: true });
  const between = one.steps.slice(one.steps.indexOf("decision") + 1, one.steps.indexOf("body"));
  expect(between).not.toHaveLength(0);
  expect(between.length).toBeLessThanOrEqual(2);
});
