import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import type { JsonObject } from "../../src/canonical.js";
import {
  askedCall,
  bytesOf,
  calls,
  closed,
  guardKey,
  linesOf,
  ofLines,
  verify,
  type Written,
  writing,
  written,
} from "../audit/written.js";
import { pem, policyRun, verifyRun } from "../cli/run.js";
import { folder } from "../sinks/folder.js";

let home: string;
let key: string;
beforeEach(async () => {
  home = join(folder(), "logs");
  mkdirSync(home);
  key = join(home, "..", "key.pem");
  writeFileSync(key, pem(guardKey.publicJwk));
  await writing(join(home, "good.jsonl"), closed);
});

const fifo = (path: string) => void execFileSync("mkfifo", [path]);
const linkToFifo = (path: string) => {
  fifo(`${path}.pipe`);
  symlinkSync(`${path}.pipe`, path);
};
const socket = async (path: string) => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(path, resolve));
  onTestFinished(() => void server.close());
};

/** What a thing that is no file is called, and how it comes to be there. */
const THINGS: readonly (readonly [string, RegExp, (path: string) => void | Promise<void>])[] = [
  ["a FIFO", /a FIFO/, fifo],
  ["a link to a FIFO", /a FIFO/, linkToFifo],
  ["a link to a device without an end", /a device/, (path) => symlinkSync("/dev/zero", path)],
  ["a link to a terminal", /a device|ENXIO|EACCES/, (path) => symlinkSync("/dev/tty", path)],
  ["a link to nothing", /ENOENT/, (path) => symlinkSync("nowhere", path)],
  ["a link to itself", /ELOOP/, (path) => symlinkSync(path, path)],
  ["a folder", /a folder/, (path) => void mkdirSync(path)],
  ["a socket", /a socket/, socket],
];

describe("a thing that is no file is a problem of its log, and the others are judged", () => {
  test.each(THINGS)("%s for a log", async (_, what, make) => {
    await make(join(home, "bad.jsonl"));
    const { code, out } = await verifyRun(home, "--key", key);
    expect([code, out[0]]).toEqual([1, expect.stringMatching(/bad\.jsonl: unreadable: /)]);
    expect(out[0]).toMatch(what);
    expect(out.at(-1)).toMatch(/good\.jsonl: 17 events, closed/);
  });
  test.each(THINGS)("%s for its checkpoints", async (_, what, make) => {
    await writing(join(home, "bad.jsonl"), calls);
    execFileSync("rm", [join(home, "bad.jsonl.checkpoints")]);
    await make(join(home, "bad.jsonl.checkpoints"));
    const { code, out } = await verifyRun(home, "--key", key);
    expect([code, out[0]]).toEqual([1, expect.stringMatching(/bad\.jsonl\.checkpoints: unreadable: /)]);
    expect(out[0]).toMatch(what);
  });
  test.each(THINGS)(
    "%s for a key, a kept checkpoint, a desk's key, a policy or what policy replay reads",
    async (_, what, make) => {
      const bad = join(home, "..", "bad");
      await make(bad);
      const good = join(home, "good.jsonl");
      const policy = join(home, "..", "p.yaml");
      writeFileSync(policy, "id: p\nrules:\n  - { id: all, verdict: deny, on: { action: refund.issue } }\n");
      for (const { code, error } of [
        await verifyRun(home, "--key", bad),
        await verifyRun(home, "--key", key, "--seal", bad),
        await verifyRun(home, "--key", key, "--from", bad),
        await verifyRun(home, "--key", key, "--store", bad),
        await policyRun("check", bad),
        await policyRun("check", policy, "--people", bad),
        await policyRun("test", bad),
        await policyRun("replay", "--log", good, "--against", bad),
      ])
        expect([code, error.join("\n")]).toEqual([2, expect.stringMatching(/cannot (read|load)/)]);
      if (!what.test("a folder"))
        expect(await policyRun("replay", "--log", bad, "--against", policy)).toMatchObject({ code: 2 });
    },
  );

  test("a log that is none by its name alone, and a store that is none", async () => {
    fifo(join(home, "store.db"));
    const { code, out } = await verifyRun(home, "--key", key);
    expect([code, out[0]]).toEqual([1, expect.stringMatching(/store\.db: unreadable: .*a FIFO/)]);
    expect(await verifyRun(join(home, "store.db"), "--key", key)).toMatchObject({ code: 1 });
  });
  test.skipIf(process.getuid?.() === 0)("one that may not be read", async () => {
    await writing(join(home, "bad.jsonl"), calls);
    chmodSync(join(home, "bad.jsonl"), 0);
    const { code, out } = await verifyRun(home, "--key", key);
    expect([code, out[0]]).toEqual([1, expect.stringMatching(/bad\.jsonl: unreadable: it cannot be read: EACCES/)]);
  });
  test("a link to a log is followed: its bytes prove themselves", async () => {
    symlinkSync(join(home, "good.jsonl"), join(home, "..", "link.jsonl"));
    symlinkSync(join(home, "good.jsonl.checkpoints"), join(home, "..", "link.jsonl.checkpoints"));
    expect(await verifyRun(join(home, "..", "link.jsonl"), "--key", key)).toMatchObject({ code: 0 });
  });
  test("a file of terabytes in one line, or of nothing but line feeds", async () => {
    writeFileSync(join(home, "bad.jsonl"), "");
    truncateSync(join(home, "bad.jsonl"), 2 ** 40);
    writeFileSync(join(home, "feeds.jsonl"), Buffer.alloc(8 << 20, "\n"));
    const { code, out } = await verifyRun(home, "--key", key);
    expect([code, out[0], out[1]]).toEqual([
      1,
      expect.stringMatching(/bad\.jsonl:1: altered: this line is longer than 4194304 bytes/),
      expect.stringMatching(/feeds\.jsonl:1: altered: /),
    ]);
    expect(out.at(-1)).toMatch(/good\.jsonl: 17 events, closed/);
  });
});

const DEEP = 200_000;
const nested = (depth: number) => `${"[".repeat(depth)}${"]".repeat(depth)}`;

/** Lines of the log's own form, whatever is in them. */
const LINES: readonly (readonly [string, (line: string) => string])[] = [
  ["deep nesting for a digest", (line) => line.replace(/"call_digest":"\w+"/, `"call_digest":${nested(DEEP)}`)],
  ["deep nesting for a request", (line) => line.replace('"request_id":"r1"', `"request_id":${nested(DEEP)}`)],
  ["deep nesting in a review", (line) => line.replace('"person":"ana"', `"person":${nested(DEEP)}`)],
  ["deep nesting in a requirement", (line) => line.replace('"approve":1', `"approve":${nested(DEEP)}`)],
  ["half of a character for a writer", (line) => line.replace(/"writer":"\w+"/, '"writer":"\\ud800"')],
  [
    "an escape that is none in its source",
    (line) => line.replace(/"source":"urn:countersign:default/, '"source":"urn:countersign:%zz'),
  ],
  ["objects that are no texts", (line) => line.replace('"request_id":"r1"', '"request_id":{"toString":1}')],
  ["objects for digests", (line) => line.replace(/"call_digest":"\w+"/g, '"call_digest":{"toString":1,"valueOf":2}')],
  ["300,000 requirements", (line) => line.replace('"requirements":[', `"requirements":[${"{},".repeat(300_000)}`)],
  ["300,000 reviews", (line) => line.replace('"reviews":[', `"reviews":[${"0,".repeat(300_000)}`)],
  ["20,000 reviews", (line) => line.replace('"reviews":[', `"reviews":[${'{"payload":{},"sig":""},'.repeat(20_000)}`)],
  ["300,000 slots", (line) => line.replace('"slots":[', `"slots":[${'"s",'.repeat(300_000)}`)],
  ["300,000 people who are excluded", (line) => line.replace('"excluded":[', `"excluded":[${'"x",'.repeat(300_000)}`)],
  ["a signature of a megabyte", (line) => line.replace(/"sig":"[^"]+"/, `"sig":"${"A".repeat(1 << 20)}"`)],
];

describe("lines that hold what nobody wrote end nothing", () => {
  const start = (lines: readonly string[]) => lines.findIndex((line) => line.includes('"reviews":'));

  test.each(LINES)(
    "%s: altered where it was signed, and found or counted as nothing where it was not",
    async (_, change) => {
      const { log, checkpoints } = await written(async (writer) => {
        await askedCall(writer, { request: "r1" });
        await writer.commit();
      });
      const all = linesOf(log);
      const at = start(all);
      const changed = change(all[at] as string);
      expect(changed).not.toBe(all[at]);
      const bad = { log: ofLines(all.with(at, changed)), checkpoints };
      expect(await found(bad)).toEqual(["altered"]);
      for (const notes of [checkpoints.subarray(0, 0), first(checkpoints)])
        expect(
          (await found({ log: ofLines([...all.slice(0, at), changed]), checkpoints: notes })).length,
        ).toBeGreaterThan(0);
    },
  );

  test.each<[string, (data: JsonObject) => JsonObject]>([
    ["300,000 requirements", (data) => ({ ...data, requirements: Array.from({ length: 300_000 }, () => ({})) })],
    [
      "300,000 choices",
      (data) => ({ ...data, requirements: [{ stages: [{ anyOf: Array.from({ length: 300_000 }, () => ({})) }] }] }),
    ],
    [
      "20,000 reviews",
      (data) => ({ ...data, reviews: Array.from({ length: 20_000 }, () => ({ payload: {}, sig: "" })) }),
    ],
    ["a request that is no text", (data) => ({ ...data, request_id: { toString: 1 } })],
    ["a digest that is no text", (data) => ({ ...data, call_digest: [[{ toString: 1 }]] })],
    ["a revision that is no number", (data) => ({ ...data, revision: "1" })],
    ["nested data", (data) => ({ ...data, policy: JSON.parse(nested(500)) as JsonObject })],
    ["10,000 desks' keys", (data) => ({ ...data, desk_keys: Array.from({ length: 10_000 }, () => null) })],
  ])("%s, signed by who holds the key", async (_, change) => {
    const log = await written(async (writer) => {
      await askedCall(writer, { request: "r1", data: change({}) });
      writer.note("log.opened", change({ desk_keys: [] }));
      await writer.commit();
    });
    expect(["", "review", "digest"]).toContain((await found(log))[0] ?? "");
  });

  const first = (checkpoints: Buffer) => checkpoints.subarray(0, checkpoints.indexOf("countersign/", 20));
  const found = async (log: Partial<Written>) => {
    const { problems } = await verify(bytesOf(log));
    return problems.map(({ kind }) => kind);
  };
});

test("100,000 wrong starts are told of the first thousand", async () => {
  const log = await written(async (writer) => {
    for (let i = 0; i < 2_000; i++) {
      for (let j = 0; j < 5; j++)
        writer.note("execution.started", {
          call_id: "c",
          call_digest: "d",
          policy: { verdict: "ask" },
          request_id: `r${i}-${j}`,
          revision: 1,
        });
      await writer.commit();
    }
  });
  const { problems } = await verify(bytesOf(log));
  expect(problems).toHaveLength(1_001);
  expect(problems.at(-1)?.text).toMatch(/what follows in this log is not told$/);
});

test("a JWK set or a checkpoint of nonsense is refused in a line", async () => {
  const bad = join(home, "..", "bad");
  for (const text of [
    nested(DEEP),
    '{"keys":[null,1,"x"]}',
    "\n".repeat(1 << 20),
    `${"a\n".repeat(1 << 18)}\n\u2014 a b\n`,
  ]) {
    writeFileSync(bad, text);
    expect(await verifyRun(home, "--key", bad)).toMatchObject({ code: 2 });
    expect((await verifyRun(home, "--key", key, "--from", bad)).code).toBeGreaterThan(0);
  }
  truncateSync(bad, 2 ** 40);
  expect((await verifyRun(home, "--key", bad)).error.join()).toMatch(/longer than 16 MiB/);
  expect(readFileSync(key, "utf8")).toBe(pem(guardKey.publicJwk));
});
