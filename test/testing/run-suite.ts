import type { Test } from "../../src/testing/check.js";

/** Runs a conformance suite here and now; the answer is the tests that failed, with what they said. */
export async function failuresOf(suite: (test: Test) => void): Promise<Map<string, string>> {
  const tests: [string, () => Promise<void>][] = [];
  suite((name, body) => tests.push([name, body]));
  const failures = new Map<string, string>();
  for (const [name, body] of tests) await body().catch((error: Error) => failures.set(name, error.message));
  return failures;
}
