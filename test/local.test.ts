import { spawn } from "node:child_process";
import { createPrivateKey, createPublicKey, generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test } from "vitest";
import { isCountersignError } from "../src/errors.js";
import { local } from "../src/local.js";
import { signerSuite } from "../src/testing/signer-suite.js";
import { approve } from "../src/testing/testing.js";
import { folder } from "./sinks/folder.js";
import { refunds, world } from "./world.js";

const fresh = () => join(folder(), ".countersign");
const errorOf = (attempt: () => unknown): string => {
  try {
    attempt();
    return "no error";
  } catch (error) {
    return isCountersignError(error, "input") ? error.reason : String(error);
  }
};
let closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing) await close();
  closing = [];
});
const worldIn = (path: string) => {
  const made = world(undefined, local(path));
  closing.push(() => made.cs.close());
  return made;
};

signerSuite(
  (name, body) => void test(`the signer: ${name}`, body),
  () => local(fresh()).audit.signer,
);

test("a folder that is not a text is refused", () => {
  expect(errorOf(() => local(""))).toMatch(/local\(folder\)/);
});

test("nothing is touched before the first use, nor by closing then", async () => {
  const path = fresh();
  const { store, audit } = local(path);
  await store.close();
  await audit.log.close?.();
  expect(existsSync(path)).toBe(false);
});

test("assembling touches nothing; the first call does", async () => {
  const path = fresh();
  const { cs } = worldIn(path);
  expect(existsSync(path)).toBe(false);
  await refunds(cs).issue({ orderId: "o-1", amount: 1 });
  expect(existsSync(path)).toBe(true);
});

test("a relative folder stays where it was when the process goes elsewhere", () => {
  const [path, before] = [fresh(), process.cwd()];
  mkdirSync(path);
  process.chdir(path);
  const { signer } = local("here").audit;
  process.chdir(before);
  expect(signer.keyId).not.toBe("");
  expect(existsSync(join(path, "here", "signing.key"))).toBe(true);
});

test("a guarded call leaves a store, a key with its public half, and one log with its checkpoints", async () => {
  const path = fresh();
  const { cs, people } = worldIn(path);
  const { issue } = refunds(cs);
  people.will(approve("ana"));
  await issue({ orderId: "o-1", amount: 10 });
  await issue({ orderId: "o-2", amount: 100 });
  await cs.close();
  expect(readdirSync(path)).toEqual(expect.arrayContaining(["log", "public.pem", "signing.key", "store.db"]));
  const logs = readdirSync(join(path, "log"));
  const source = JSON.parse(readFileSync(join(path, "log", logs[0] as string), "utf8").split("\n")[0] as string) as {
    source: string;
  };
  const writer = source.source.split(":").at(-1);
  expect(logs.sort()).toEqual([`${writer}.jsonl`, `${writer}.jsonl.checkpoints`]);
});

test("two runs on one folder have one key and a log each, also at the same time", async () => {
  const path = fresh();
  const [one, two] = [worldIn(path), worldIn(path)];
  await Promise.all([
    refunds(one.cs).issue({ orderId: "o-1", amount: 1 }),
    refunds(two.cs).issue({ orderId: "o-2", amount: 2 }),
  ]);
  await Promise.all([one.cs.close(), two.cs.close()]);
  expect(readdirSync(join(path, "log")).filter((name) => name.endsWith(".jsonl")).length).toBe(2);
  expect(local(path).audit.signer.keyId).toBe(local(path).audit.signer.keyId);
});

test("the key is its owner's alone, and public.pem is its public half", () => {
  const path = fresh();
  void local(path).audit.signer.publicJwk;
  expect(statSync(join(path, "signing.key")).mode & 0o777).toBe(0o600);
  expect(statSync(path).mode & 0o777).toBe(0o700);
  const secret = createPrivateKey(readFileSync(join(path, "signing.key")));
  const published = createPublicKey(readFileSync(join(path, "public.pem")));
  expect(createPublicKey(secret).equals(published)).toBe(true);
});

test("a public.pem that is not the key's is put right", () => {
  const path = fresh();
  const { keyId } = local(path).audit.signer;
  const pem = readFileSync(join(path, "public.pem"), "utf8");
  writeFileSync(join(path, "public.pem"), "another");
  expect(local(path).audit.signer.keyId).toBe(keyId);
  expect(readFileSync(join(path, "public.pem"), "utf8")).toBe(pem);
});

test("a key that was removed is not made anew while its public half is there", () => {
  const path = fresh();
  const { keyId } = local(path).audit.signer;
  const pem = readFileSync(join(path, "public.pem"), "utf8");
  rmSync(join(path, "signing.key"));
  expect(errorOf(() => local(path).audit.signer.keyId)).toMatch(/signing\.key was removed, and \S+public\.pem says/);
  expect(readFileSync(join(path, "public.pem"), "utf8")).toBe(pem);
  rmSync(join(path, "public.pem"));
  expect(local(path).audit.signer.keyId).not.toBe(keyId);
});

test.skipIf(process.platform === "win32")("a key that others can read is refused, with what to do", () => {
  const path = fresh();
  void local(path).audit.signer.keyId;
  for (const mode of [0o640, 0o604, 0o644, 0o660]) {
    chmodSync(join(path, "signing.key"), mode);
    expect(errorOf(() => local(path).audit.signer.keyId)).toContain(
      `(mode ${mode.toString(8)}): run chmod 600 ${join(path, "signing.key")}`,
    );
  }
});

test("what is no Ed25519 key is refused, and kept", () => {
  const path = fresh();
  mkdirSync(path);
  const other = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ type: "pkcs8", format: "pem" });
  for (const text of ["", "not a key", other.toString()]) {
    writeFileSync(join(path, "signing.key"), text, { mode: 0o600 });
    expect(errorOf(() => local(path).audit.signer.keyId)).toMatch(/is not an Ed25519 private key/);
    expect(readFileSync(join(path, "signing.key"), "utf8")).toBe(text);
  }
});

test("eight processes that start at the same time make one key", async () => {
  const path = fresh();
  const script = fileURLToPath(new URL("local-child.ts", import.meta.url));
  const started = Array.from({ length: 8 }, () =>
    spawn(process.execPath, ["--import", "tsx", script, path], { stdio: ["pipe", "pipe", "inherit"] }),
  );
  const lines = started.map(({ stdout }) => createInterface({ input: stdout })[Symbol.asyncIterator]());
  const next = () => Promise.all(lines.map(async (line) => (await line.next()).value as string));
  expect(new Set(await next())).toEqual(new Set(["ready"]));
  const ended = started.map((child) => once(child, "exit"));
  for (const { stdin } of started) stdin.write("go\n");
  expect(new Set(await next()).size).toBe(1);
  await Promise.all(ended);
  expect(readdirSync(path).sort()).toEqual(["public.pem", "signing.key"]);
}, 60_000);

test("a folder that cannot be made is the store's error, with its path", async () => {
  const path = fresh();
  writeFileSync(path, "in the way");
  const error = await local(path)
    .store.get("x")
    .catch((reason: unknown) => reason);
  expect(isCountersignError(error, "unavailable") && [error.part, error.reason.includes(path)]).toEqual([
    "store",
    true,
  ]);
});
