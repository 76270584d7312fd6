import { execFileSync, spawnSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { splitNotes } from "../../src/audit/notes.js";
import { local } from "../../src/local.js";
import { approve } from "../../src/testing/testing.js";
import {
  begun,
  calls,
  closed,
  deskKey,
  guardKey,
  linesOf,
  ofLines,
  strangerKey,
  type Writer,
  writing,
} from "../audit/written.js";
import { folder } from "../sinks/folder.js";
import { raw } from "../stores/sqlite-files.js";
import { large, refunds, world } from "../world.js";
import { pem, verifyRun as run } from "./run.js";

/** A log in a file, with its key beside it. */
async function logFile(script: (writer: Writer) => Promise<void> = closed) {
  const home = folder();
  const [path, key] = [join(home, "log.jsonl"), join(home, "key.pem")];
  await writing(path, script);
  writeFileSync(key, pem(guardKey.publicJwk));
  return { home, path, key };
}

/** What a whole application leaves: allowed and approved calls, the store, the key. */
async function application() {
  const home = join(folder(), ".countersign");
  const { cs, people } = world(undefined, local(home));
  const { issue } = refunds(cs);
  people.will(approve("ana"), approve("bo"));
  for (const amount of [10, 100, 20, 200]) await issue({ orderId: `o-${amount}`, amount });
  await cs.close();
  const logs = readdirSync(join(home, "log")).filter((name) => name.endsWith(".jsonl"));
  return { home, key: join(home, "public.pem"), log: join(home, "log", logs[0] as string) };
}

describe("a folder that an application left", () => {
  test("is verified: its log is closed, and what ran is what was approved", async () => {
    const { home, key, log } = await application();
    const { code, out } = await run(home, "--key", key);
    expect([code, out.at(-1)]).toEqual([0, "nothing is wrong"]);
    expect(out[0]).toMatch(
      /log\/\w+\.jsonl: \d+ events, closed, \d+ checkpoints signed by [\w-]{43}, 2 executed digests as approved$/,
    );
    expect(out[0]?.startsWith(`${log}: ${linesOf(readFileSync(log)).length} events`)).toBe(true);
  });
  test("is found cut when its store knows an execution that no log holds", async () => {
    const { home, key, log } = await application();
    const [lines, notes] = [linesOf(readFileSync(log)), splitNotes(readFileSync(`${log}.checkpoints`, "utf8")).notes];
    const at = Number(notes[1]?.split("\n")[1]);
    writeFileSync(log, ofLines(lines.slice(0, at)));
    writeFileSync(`${log}.checkpoints`, notes.slice(0, 2).join(""));
    const { code, out } = await run(home, "--key", key);
    expect(code).toBe(1);
    expect(out[0]).toMatch(
      /store\.db: cut: request \S+ succeeded, and no log holds its execution: a log is missing or was cut$/,
    );
    expect((await run(log, "--key", key)).code).toBe(0);
    expect((await run(log, "--key", key, "--store", join(home, "store.db"))).code).toBe(1);
  });
  test("keeps its store as it is, byte for byte, also one that an older countersign made", async () => {
    const { home, key } = await application();
    const path = join(home, "store.db");
    await raw(path, (database) => {
      for (const column of ["wall", "boot", "started"]) database.exec(`ALTER TABLE meta DROP COLUMN ${column}`);
      database.exec("PRAGMA user_version = 1; PRAGMA wal_checkpoint(TRUNCATE)");
    });
    const bytes = () =>
      Buffer.concat([path, `${path}-wal`].filter((file) => existsSync(file)).map((file) => readFileSync(file)));
    const before = bytes();
    expect((await run(home, "--key", key)).code).toBe(0);
    expect(bytes().equals(before)).toBe(true);
  });
  test("tells of records that were found forged, and nothing is wrong with the log", async () => {
    const home = join(folder(), ".countersign");
    const { cs, people } = world([large], local(home));
    const { issue } = refunds(cs);
    await issue.attempt({ orderId: "o", amount: 600 }, { key: "k", hold: 0 });
    await people.next();
    await raw(join(home, "store.db"), (database) => void database.exec("UPDATE rows SET state = 'approved'"));
    await issue.attempt({ orderId: "o", amount: 600 }, { key: "k", hold: 0 });
    await cs.close();
    const { code, out } = await run(home, "--key", join(home, "public.pem"));
    expect([code, out.at(-1)]).toEqual([0, "nothing is wrong"]);
    expect(out[0]).toMatch(/as approved, 1 record found forged or set back: somebody else writes the store$/);
  });
  test("is judged where its store holds a program, which does not run", async () => {
    const { home, key } = await application();
    const ENDLESS = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS seq FROM n";
    await raw(join(home, "store.db"), (database) => {
      database.exec(`PRAGMA foreign_keys = OFF; DROP TABLE rows; CREATE VIEW rows AS ${ENDLESS}`);
    });
    const { code, out } = await run(home, "--key", key);
    expect([code, out[0]]).toEqual([
      1,
      expect.stringMatching(/store\.db: unreadable: .*a view in the place of a table/),
    ]);
    expect(out.at(-1)).toMatch(/2 executed digests as approved$/);
  });
  test("is found cut when a log is gone and its checkpoints are not", async () => {
    const { home, key, log } = await application();
    rmSync(log);
    const { code, out } = await run(home, "--key", key);
    expect([code, out[0]]).toEqual([
      1,
      expect.stringMatching(/\.jsonl:1: cut: the log ends after 0 events, and a checkpoint covers \d+$/),
    ]);
  });
  test("of several processes is verified log by log", async () => {
    const { home, key } = await application();
    const { cs } = world(undefined, local(home));
    await refunds(cs).issue({ orderId: "o-3", amount: 3 });
    await cs.close();
    const { code, out } = await run(home, "--key", key);
    expect([code, out.length]).toEqual([0, 3]);
  });
});

test("a log that nobody closed is called open-ended, and never closed or complete", async () => {
  const { path, key } = await logFile(calls);
  const { code, out } = await run(path, "--key", key);
  expect([code, out[1]]).toEqual([0, "nothing is wrong; open-ended: 1 of 1"]);
  expect(out[0]).toContain("open-ended (it does not say that it was closed)");
  expect(out.join()).not.toMatch(/complete|, closed/);
});

test("lines that no checkpoint covers yet, and torn bytes, are told", async () => {
  const { path, key } = await logFile(calls);
  const { notes } = splitNotes(readFileSync(`${path}.checkpoints`, "utf8"));
  writeFileSync(`${path}.checkpoints`, notes.slice(0, -1).join(""));
  writeFileSync(path, '{"data"', { flag: "a" });
  const { code, out } = await run(path, "--key", key);
  expect([code, out[0]]).toEqual([
    0,
    expect.stringContaining("(the last 2 events not yet covered by a checkpoint; 7 bytes torn at the end)"),
  ]);
});

describe("what is wrong is told in one line, with its place, and what can still be trusted after it", () => {
  test("in the log", async () => {
    const { path, key } = await logFile();
    const lines = linesOf(readFileSync(path));
    writeFileSync(path, ofLines(lines.toSpliced(9, 1)));
    const { code, out } = await run(path, "--key", key);
    expect(code).toBe(1);
    expect(out).toEqual([
      `${path}:10: missing: event 9 is missing before this line`,
      expect.stringMatching(/: lines 1 to \d are what was signed; what comes after, or is missing, cannot be trusted$/),
    ]);
  });
  test("in the checkpoints, with another key", async () => {
    const { path, home } = await logFile();
    const other = join(home, "other.pem");
    writeFileSync(other, pem(strangerKey.publicJwk));
    const { code, out } = await run(path, "--key", other);
    expect(code).toBe(1);
    expect(out[0]).toMatch(
      /log\.jsonl\.checkpoints:1: signature: the checkpoint for 1 events was signed by another key \(countersign\/.*\) than any that was given$/,
    );
    expect(out.at(-1)).toBe(
      `${path}: none of its lines can be trusted with the keys that were given. If another process wrote it, give that one's --key, too`,
    );
  });
  test("against a kept checkpoint", async () => {
    const { path, key, home } = await logFile();
    const kept = join(home, "kept.note");
    writeFileSync(kept, readFileSync(`${path}.checkpoints`, "utf8").split("\n").slice(-6).join("\n"));
    expect((await run(path, "--key", key, "--from", kept)).code).toBe(0);
    const { notes } = splitNotes(readFileSync(`${path}.checkpoints`, "utf8"));
    const size = Number(notes[2]?.split("\n")[1]);
    writeFileSync(path, ofLines(linesOf(readFileSync(path)).slice(0, size)));
    writeFileSync(`${path}.checkpoints`, notes.slice(0, 3).join(""));
    const { code, out } = await run(path, "--key", key, "--from", kept);
    expect([code, out[0]]).toEqual([
      1,
      `${path}:${size + 1}: cut: the log ends after ${size} events, and ${kept} remembers 17`,
    ]);
  });
  test("against kept checkpoints of several logs, of each the last", async () => {
    const [{ path, key, home }, other] = [await logFile(), await logFile(calls)];
    const kept = join(home, "kept.note");
    writeFileSync(
      kept,
      [path, other.path]
        .map((name) => readFileSync(`${name}.checkpoints`, "utf8"))
        .join("")
        .trimEnd(),
    );
    const { code, out } = await run(path, "--key", key, "--from", kept);
    expect([code, out[0]]).toEqual([
      1,
      expect.stringMatching(/kept\.note:1: cut: no log of countersign\/default\/app\/\w+ is here$/),
    ]);
    expect(out.length).toBe(2);
  });
  test("and steers no terminal", async () => {
    const { path, key } = await logFile(async (writer) => {
      const policy = { verdict: "ask" };
      writer.note("execution.started", {
        call_id: "c",
        call_digest: "\u001b[2J\u202e",
        policy,
        request_id: "r",
        revision: 1,
        reviews: [{ sig: "", payload: {} }],
      });
      await writer.commit();
    });
    const { out } = await run(path, "--key", key);
    expect(out[0]).toContain("executed \ufffd[2J\ufffd, approved");
  });
});

test("as JSON it tells all of it, with the same exit code", async () => {
  const { path, key } = await logFile();
  const whole = await run(path, "--key", key, "--json");
  expect([whole.code, JSON.parse(whole.out.join(""))]).toEqual([
    0,
    { logs: [expect.objectContaining({ name: path, state: "closed" })], problems: [] },
  ]);
  writeFileSync(path, ofLines(linesOf(readFileSync(path)).slice(0, 4)));
  const cut = await run(path, "--key", key, "--json");
  expect([cut.code, JSON.parse(cut.out.join(""))]).toMatchObject([
    1,
    { problems: [{ log: path, file: "log", line: 5, kind: "cut" }] },
  ]);
});

describe("a key is taken as", () => {
  test.each([
    ["a JWK", JSON.stringify(guardKey.publicJwk)],
    ["a JWK set with others", JSON.stringify({ keys: [strangerKey.publicJwk, guardKey.publicJwk] })],
    ["PEM", pem(guardKey.publicJwk)],
  ])("%s", async (_, text) => {
    const { path, key } = await logFile();
    writeFileSync(key, text);
    expect((await run(path, "--key", key)).code).toBe(0);
  });
  test("several files", async () => {
    const { path, key, home } = await logFile();
    const other = join(home, "other.jwk");
    writeFileSync(other, JSON.stringify(strangerKey.publicJwk));
    expect((await run(path, "--key", other, "--key", key)).code).toBe(0);
  });
});

describe("a private key is taken for its public part, with a warning", () => {
  const { privateKey } = generateKeyPairSync("ed25519");
  test.each([
    ["in PEM", privateKey.export({ type: "pkcs8", format: "pem" }).toString()],
    ["as a JWK", JSON.stringify(privateKey.export({ format: "jwk" }))],
  ])("%s", async (_, text) => {
    const { path, key, home } = await logFile();
    const secret = join(home, "signing.key");
    writeFileSync(secret, text);
    const { code, error } = await run(path, "--key", key, "--key", secret);
    expect(code).toBe(0);
    expect(error).toEqual([
      expect.stringContaining(`countersign verify: warning: ${secret} is a private key. The public one is enough`),
    ]);
    expect((await run(path, "--key", key, "--seal", secret)).error).toHaveLength(1);
    expect((await run(path, "--key", key)).error).toEqual([]);
  });
});

describe("reviews are held against", () => {
  test("keys that the log names, and it is told whose", async () => {
    const { path, key } = await logFile();
    const { code, out } = await run(path, "--key", key);
    const told = `sealed by ${deskKey.keyId}, which this log itself names: --seal takes keys of yours`;
    expect([code, out[0]]).toEqual([0, expect.stringContaining(told)]);
  });
  test("the desks' keys alone where some are given, in the forms of --key, and again", async () => {
    const { path, key, home } = await logFile();
    const [desk, other] = [join(home, "desk.jwk"), join(home, "other.pem")];
    writeFileSync(desk, JSON.stringify({ keys: [deskKey.publicJwk] }));
    writeFileSync(other, pem(strangerKey.publicJwk));
    const { code, out } = await run(path, "--key", key, "--seal", other, "--seal", desk);
    expect([code, out[0]]).toEqual([0, expect.stringMatching(/1 executed digest as approved$/)]);
    const wrong = await run(path, "--key", key, "--seal", other);
    expect([wrong.code, wrong.out[0]]).toEqual([
      1,
      expect.stringMatching(/:\d+: signature: the review of ana has no genuine seal of a trusted desk$/),
    ]);
    expect(wrong.out.slice(1)).toEqual([`${path}: lines 1 to 17 are what was signed, and no line is missing`]);
    expect((await run(path, "--key", key, "--seal", path)).code).toBe(2);
  });
});

test("a log that is written while it is verified is open-ended, and nothing is wrong with it", async () => {
  const home = folder();
  const [path, key] = [join(home, "log.jsonl"), join(home, "key.pem")];
  writeFileSync(key, pem(guardKey.publicJwk));
  await writing(path, async (writer) => {
    let state = "writing";
    const busy = async () => {
      for (let call = 0; state === "writing"; call++) {
        begun(writer, `c${call}`);
        await writer.commit();
        writer.note("execution.succeeded", { call_id: `c${call}`, duration_ms: 1 });
        await writer.commit();
      }
    };
    const done = busy();
    for (let i = 0; i < 20; i++) {
      const { code, out } = await run(path, "--key", key);
      expect([code, out.at(-1)]).toEqual([0, "nothing is wrong; open-ended: 1 of 1"]);
    }
    state = "done";
    await done;
  });
});

describe("it could not be checked: exit 2, with what to do, when", () => {
  const refused = async (change: (given: { home: string; path: string; key: string }) => string[]) => {
    const { code, out, error } = await run(...change(await logFile()));
    expect([code, out]).toEqual([2, []]);
    return error.join("\n");
  };
  test("there is no key", async () => {
    expect(await refused(({ path }) => [path])).toMatch(/give --key, the public key of who wrote the log/);
  });
  test.each([
    "",
    "not a key",
    "{",
    "null",
    '{"keys":[null]}',
    '{"kty":"RSA"}',
    '{"keys":[]}',
    "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
  ])("the key file holds %j", async (text) => {
    const message = await refused(({ path, key }) => {
      writeFileSync(key, text);
      return [path, "--key", key];
    });
    expect(message).toMatch(/is no Ed25519 or P-256 public key: give a PEM file, such as public.pem, or a JWK/);
  });
  test("the key file, the log, the checkpoint or the store is not there", async () => {
    expect(await refused(({ path, home }) => [path, "--key", join(home, "no")])).toMatch(
      /cannot read the key .*no: there is no such file$/,
    );
    expect(await refused(({ key, home }) => [join(home, "no"), "--key", key])).toMatch(
      /cannot read the log .*no: there is no such file/,
    );
    expect(await refused(({ path, key, home }) => [path, "--key", key, "--from", join(home, "no")])).toMatch(
      /cannot read the checkpoint .*no: there is no such file$/,
    );
    expect(await refused(({ path, key, home }) => [path, "--key", key, "--store", join(home, "no")])).toMatch(
      /cannot read the store .*no: there is no such file/,
    );
  });
  test("what was kept is no checkpoint", async () => {
    expect(await refused(({ path, key }) => [path, "--key", key, "--from", key])).toMatch(
      /is no checkpoint: keep the last five lines of a log's \.checkpoints file/,
    );
  });
  test("the store is none", async () => {
    expect(await refused(({ path, key }) => [path, "--key", key, "--store", key])).toMatch(
      /cannot read the store .*key\.pem: /,
    );
  });
  test("a folder holds no log", async () => {
    expect(await refused(({ key }) => [folder(), "--key", key])).toMatch(
      /there is no log in .*: a log's name ends with \.jsonl/,
    );
  });
  test("no log or two are named, or an option is unknown", async () => {
    expect(await refused(({ key }) => ["--key", key])).toMatch(/name one log, or one folder of logs/);
    expect(await refused(({ key, path }) => [path, path, "--key", key])).toMatch(/name one log/);
    expect(await refused(({ path }) => [path, "--kye", "x"])).toMatch(
      /Unknown option '--kye'.*Try countersign verify --help/,
    );
  });
});

describe("the command", () => {
  const main = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));
  const command = (...args: string[]) =>
    spawnSync(process.execPath, ["--import", "tsx", main, ...args], { encoding: "utf8" });

  test("verifies, and its exit code says how it went", async () => {
    const { path, key, home } = await logFile();
    const whole = command("verify", path, "--key", key);
    expect([whole.status, whole.stdout.split("\n").at(-2)]).toEqual([0, "nothing is wrong"]);
    writeFileSync(path, readFileSync(path, "utf8").replace("customer.read", "customer.drop"));
    const altered = command("verify", path, "--key", key);
    expect([altered.status, altered.stdout.split("\n")[0]]).toEqual([
      1,
      expect.stringMatching(/log\.jsonl:2: altered: /),
    ]);
    expect([command("verify", home, "--key", home).status]).toEqual([2]);
  }, 30_000);
  test("tells its version and how to use it", () => {
    expect(command("--version").stdout).toBe(`${manifest.version}\n`);
    expect(command("--help").stdout).toContain("countersign verify LOG|FOLDER --key KEY");
    expect(command("verify", "--help").stdout).toContain("--from");
    const unknown = command("vrfy");
    expect([unknown.status, unknown.stderr]).toEqual([2, expect.stringContaining("there is no command vrfy")]);
  }, 30_000);
});

test("openssl, which nobody here wrote, verifies the last checkpoint and refuses it with a flipped byte", async () => {
  const { path, home, key } = await logFile();
  const lines = readFileSync(`${path}.checkpoints`, "utf8").split("\n").slice(-6, -1);
  const signature = Buffer.from(lines[4]?.split(" ")[2] as string, "base64").subarray(4);
  const [body, sig] = [join(home, "body"), join(home, "sig")];
  writeFileSync(body, `${lines.slice(0, 3).join("\n")}\n`);
  writeFileSync(sig, signature);
  const openssl = ["pkeyutl", "-verify", "-pubin", "-inkey", key, "-rawin", "-in", body, "-sigfile", sig];
  expect(execFileSync("openssl", openssl, { encoding: "utf8" })).toContain("Verified Successfully");
  signature[5] = (signature[5] as number) ^ 1;
  writeFileSync(sig, signature);
  expect(spawnSync("openssl", openssl).status).not.toBe(0);
});
