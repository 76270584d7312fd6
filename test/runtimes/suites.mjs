// The runner-agnostic suites, with a test function of ten lines: no runner is there in every runtime.
import { ed25519Signer } from "countersign/signers/ed25519";
import { memoryStore } from "countersign/stores/memory";
import { signerSuite, storeSuite } from "countersign/testing";
import { chats } from "./chats.mjs";
import { smoke } from "./smoke.mjs";
import * as source from "./source.mjs"; // made of ../suites/*.ts

/** What runs everywhere. */
export function portable(test) {
  test("an allowed, an approved and a denied call", smoke);
  storeSuite(oneClock(test), () => memoryStore());
  signerSuite(test, () => ed25519Signer("generate"));
  chats(test);
  for (const suite of Object.values(source)) suite(test);
}

/** A worker has one clock: there nothing tells elapsed time from the wall's. */
function oneClock(test) {
  if (globalThis.navigator?.userAgent !== "Cloudflare-Workers") return test;
  return (name, body) => name.startsWith("no process's wall clock") || test(name, body);
}

/** Runs the tests that `suites` register, one after the other. @returns `OK <passed>`, or one line a failure. */
export async function run(...suites) {
  const tests = [];
  for (const suite of suites) suite((name, body) => tests.push({ name, body }));
  const failures = [];
  for (const { name, body } of tests) {
    try {
      await body();
    } catch (error) {
      failures.push(`FAILED ${name}: ${error?.stack ?? error}`);
    }
  }
  return failures.length === 0 ? `OK ${tests.length}` : failures.join("\n");
}
