import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { policyCommand } from "../../src/cli/policy.js";
import { folder } from "../sinks/folder.js";

/** Runs `countersign policy …` and tells what it wrote. */
export async function policyRun(...args: string[]) {
  const said: { out: string[]; error: string[] } = { out: [], error: [] };
  const output = {
    out: (line: string) => said.out.push(line),
    error: (line: string) => said.error.push(line),
    style: "plain" as const,
  };
  return { code: await policyCommand(args, output), ...said };
}

/** A file of one test. */
export function fileOf(text: string, name = "policy.yaml"): string {
  const path = join(folder(), name);
  writeFileSync(path, text);
  return path;
}
