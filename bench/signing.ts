import { utf8 } from "../src/canonical.js";
import type { Log, Signer } from "../src/index.js";
import { testSigner } from "../src/testing/test-signer.js";
import { deployed, nowhere } from "./deployed.js";
import { bestOfThree, interleaved, type Row } from "./lib.js";
import { ARGS, concurrently, exportLogs } from "./sample.js";

/** One signature for a commit, against one for each event: the same calls, the same signer. */
export async function signing(rounds: number): Promise<readonly Row[]> {
  const [batched, single] = [guarded(nowhere(), testSigner()), guarded(signingEach(testSigner()), testSigner())];
  const rows = await bestOfThree(async () => [await compared(64), await compared(256)]);
  await Promise.all([batched.close(), single.close()]);
  return rows;

  async function compared(callers: number): Promise<Row> {
    const timing = await interleaved(
      [
        { name: "batched", times: callers, run: concurrently(callers, batched.call) },
        { name: "single", times: callers, run: concurrently(callers, single.call) },
      ],
      rounds,
    );
    const [fast, slow] = [timing("batched").min, timing("single").min];
    const note = `${fast.toFixed(1)} us a call against ${slow.toFixed(1)}`;
    return {
      what: `batched against per-event signing, ${callers} callers`,
      value: slow / fast,
      unit: "x",
      goal: ">= 3",
      slack: 1.2,
      note,
    };
  }
}

function guarded(log: Log, signer: Signer) {
  const cs = deployed({ audit: { log, signer } });
  const call = cs.guard(({ limit }) => limit, exportLogs);
  return { call: () => call(ARGS), close: () => cs.close() };
}

const signingEach = (signer: Signer): Log => ({
  async write(events) {
    for (const { line } of events) await signer.sign(utf8(line));
  },
});
