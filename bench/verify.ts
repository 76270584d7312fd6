import { createPublicKey, verify as verifySignature } from "node:crypto";
import { promisify } from "node:util";
import { parseCheckpoint } from "../src/audit/checkpoint.js";
import { splitNotes } from "../src/audit/notes.js";
import { verifyLogs } from "../src/audit/verify.js";
import { sha256, utf8 } from "../src/canonical.js";
import type { Log } from "../src/index.js";
import { testSigner } from "../src/testing/test-signer.js";
import { deployed } from "./deployed.js";
import { bestOfThree, interleaved, type Row } from "./lib.js";
import { ARGS, concurrently, exportLogs } from "./sample.js";

const CHUNK = 64 * 1024;

const KEY = testSigner().publicJwk;

/** Verifying a whole log against only hashing its lines, and against all hashes and signatures that it takes. */
export async function verify(calls: number, rounds: number): Promise<readonly Row[]> {
  const { text, notes } = await written(calls);
  const bytes = utf8(text);
  const lines = text.trimEnd().split("\n").map(utf8);
  const log = { name: "log", lines: () => chunksOf(bytes), checkpoints: () => chunksOf(utf8(notes)) };
  const raw = () => {
    for (const line of lines) sha256(line);
  };
  const verified = async () => {
    const { problems } = await verifyLogs([log], { keys: [KEY] });
    if (problems[0]) throw new Error(`the log is to be whole: ${problems[0].text}`);
  };
  return bestOfThree(async () => {
    const timing = await interleaved(
      [
        { name: "raw", times: 1, run: raw },
        { name: "needed", times: 1, run: needed(lines, notes) },
        { name: "verified", times: 1, run: verified },
      ],
      rounds,
    );
    const ours = timing("verified").min;
    const [toRaw, toNeeded] = [timing("raw").min / ours, timing("needed").min / ours];
    const note = `${Math.round((lines.length / ours) * 1e6)} events/s`;
    return [
      { what: "verify a log", value: toRaw, unit: "x raw SHA-256", goal: ">= 0.7", note },
      { what: "verify a log", value: toNeeded, unit: "x its hashes, signatures", goal: ">= 0.6", slack: 1.25 },
    ];
  });
}

/** The hash of each line and of a tree's node for each, and the signature of each checkpoint, with nothing around them. */
function needed(lines: readonly Uint8Array[], notes: string): () => Promise<void> {
  const key = createPublicKey({ key: { ...KEY }, format: "jwk" });
  const isGenuine = promisify(verifySignature);
  const node = new Uint8Array(65);
  const heads = splitNotes(notes).notes.flatMap((note) => parseCheckpoint(note) ?? []);
  const signed = heads.map(({ body, signatures }) => ({ body: utf8(body), signature: signatures[0]?.signature }));
  return async () => {
    const checks = signed.map(({ body, signature = node }) => isGenuine(null, body, key, signature));
    for (const line of lines) {
      sha256(line);
      sha256(node);
    }
    if ((await Promise.all(checks)).includes(false)) throw new Error("the signatures are to be genuine");
  };
}

async function written(calls: number): Promise<{ text: string; notes: string }> {
  const [lines, notes]: [string[], string[]] = [[], []];
  const log: Log = {
    async write(events, checkpoint = "") {
      for (const { line } of events) lines.push(`${line}\n`);
      notes.push(checkpoint);
    },
  };
  const cs = deployed({ audit: { log } });
  const call = cs.guard(({ limit }) => limit, exportLogs);
  await concurrently(64, () => call(ARGS))(calls);
  await cs.close();
  return { text: lines.join(""), notes: notes.join("") };
}

async function* chunksOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += CHUNK) yield bytes.subarray(at, at + CHUNK);
}
