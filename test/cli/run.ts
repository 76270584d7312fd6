import { createPublicKey } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { PublicJwk } from "../../src/audit/signer.js";
import { policyCommand } from "../../src/cli/policy.js";
import { type Output, verifyCommand } from "../../src/cli/verify.js";
import { folder } from "../sinks/folder.js";

type Command = (args: readonly string[], output: Output) => Promise<0 | 1 | 2>;

const running = (command: Command) => {
  return async (...args: string[]) => {
    const said: { out: string[]; error: string[] } = { out: [], error: [] };
    const output = {
      out: (line: string) => said.out.push(line),
      error: (line: string) => said.error.push(line),
      style: "plain" as const,
    };
    return { code: await command(args, output), ...said };
  };
};

/** Runs `countersign policy …` and tells what it wrote. */
export const policyRun = running(policyCommand);
/** Runs `countersign verify …` and tells what it wrote. */
export const verifyRun = running(verifyCommand);

/** A public key as PEM. */
export const pem = (jwk: PublicJwk): string =>
  createPublicKey({ key: { ...jwk }, format: "jwk" })
    .export({ type: "spki", format: "pem" })
    .toString();

/** A file of one test. */
export function fileOf(text: string, name = "policy.yaml"): string {
  const path = join(folder(), name);
  writeFileSync(path, text);
  return path;
}
