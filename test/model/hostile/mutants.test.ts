import { expect, test } from "vitest";
import { testsOver } from "../mutate.js";
import { MUTANTS } from "./mutants.js";

test.each(MUTANTS)("an attack succeeds without $without", { timeout: 120_000 }, async ({ edits, file }) => {
  const noticed: string[] = [];
  for (const [name, attack] of await testsOver(`../${file}`, edits)) if (await fails(attack)) noticed.push(name);
  expect(noticed).not.toEqual([]);
});

/** Also where it ends in another way than an assertion: what is not refused any more may be of any shape. */
async function fails(attack: () => unknown): Promise<boolean> {
  try {
    await attack();
    return false;
  } catch {
    return true;
  }
}
