import { expect, test } from "vitest";
import { testsOver } from "../mutate.js";
import { MUTANTS, type Mutant } from "./mutants.js";

test.each(MUTANTS)("something happens that must not without $without", { timeout: 300_000 }, async ({ edits, by }) => {
  const noticed = "law" in by ? await brokenLaw(edits, by.law) : await attacked(edits, by.attack);
  expect(noticed).not.toBe("");
});

/** What the first schedule that broke a law did. */
async function brokenLaw(edits: Mutant["edits"], processes: "one" | "two"): Promise<string> {
  const law = (await testsOver("./hostile/law.ts", edits)).get(processes);
  const error = await failureOf(() => law?.());
  const cause = error instanceof Error ? error.cause : undefined;
  if (error !== undefined && !(cause instanceof Error && cause.name === "AssertionError")) throw error;
  return cause instanceof Error ? cause.message : "";
}

/** The attack that succeeded, also where it ends in another way than an assertion: what is not refused may be of any shape. */
async function attacked(edits: Mutant["edits"], file: string): Promise<string> {
  for (const [name, attack] of await testsOver(`../${file}`, edits)) if (await failureOf(attack)) return name;
  return "";
}

async function failureOf(what: () => unknown): Promise<unknown> {
  try {
    await what();
    return undefined;
  } catch (error) {
    return error ?? "something";
  }
}
