import { verifyLogs } from "../src/audit/verify.js";
import { sha256, utf8 } from "../src/canonical.js";
import type { Log } from "../src/index.js";
import { testSigner } from "../src/testing/test-signer.js";
import { deployed } from "./deployed.js";
import { bestOfThree, interleaved, type Row } from "./lib.js";
import { ARGS, concurrently, exportLogs } from "./sample.js";

const CHUNK = 64 * 1024;

/** Verifying a whole log against only hashing its lines. */
export async function verify(calls: number, rounds: number): Promise<readonly Row[]> {
  const { text, notes } = await written(calls);
  const bytes = utf8(text);
  const lines = text.trimEnd().split("\n").map(utf8);
  const log = { name: "log", lines: () => chunksOf(bytes), checkpoints: () => chunksOf(utf8(notes)) };
  const raw = () => {
    for (const line of lines) sha256(line);
  };
  const verified = async () => {
    const { problems } = await verifyLogs([log], { keys: [testSigner().publicJwk] });
    if (problems[0]) throw new Error(`the log is to be whole: ${problems[0].text}`);
  };
  return bestOfThree(async () => {
    const timing = await interleaved(
      [
        { name: "raw", times: 1, run: raw },
        { name: "verified", times: 1, run: verified },
      ],
      rounds,
    );
    const [limit, ours] = [timing("raw").min, timing("verified").min];
    const note = `${Math.round((lines.length / ours) * 1e6)} events/s`;
    return [{ what: "verify a log", value: limit / ours, unit: "x raw SHA-256", goal: ">= 0.7", slack: 1.25, note }];
  });
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
  for (let at = 0; at < bytes.length; at += CHUNK) yield bytes.slice(at, at + CHUNK);
}
