import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The log files of a folder made by `local()`. */
const logs = (folder: string): string[] =>
  readdirSync(join(folder, "log"))
    .filter((name) => name.endsWith(".jsonl"))
    .map((name) => join(folder, "log", name));

interface Line {
  readonly type: string;
  readonly time: string;
  readonly data: {
    readonly action?: string;
    readonly person?: string;
    readonly decision?: string;
    readonly answer?: string;
    readonly reason?: string;
  };
}

/** One line for each recorded event: what an auditor reads first. */
export function timeline(folder: string): string[] {
  const lines = logs(folder).flatMap((path) => readFileSync(path, "utf8").trimEnd().split("\n"));
  return lines.map((text) => {
    const { type, time, data } = JSON.parse(text) as Line;
    const facts = [data.action, data.person, data.decision, data.answer, data.reason].filter(
      (fact) => fact !== undefined,
    );
    return `  ${time.slice(11, 23)}  ${type.replace(/^dev\.countersign\.|\.v1$/g, "").padEnd(20)} ${facts.join(" · ")}`;
  });
}

/** The last checkpoint as two files that openssl can check without any of our code. */
export function byHand(folder: string, key: string): { command: string[]; check(flip: "no" | "yes"): number } {
  const [log = ""] = logs(folder);
  const note = readFileSync(`${log}.checkpoints`, "utf8").trimEnd().split("\n").slice(-5);
  const signature = Buffer.from(note.at(-1)?.split(" ")[2] ?? "", "base64").subarray(4); // after the 4-byte key hash
  const body = Buffer.from(`${note.slice(0, 3).join("\n")}\n`);
  const [bodyFile, sigFile] = [join(folder, "checkpoint.body"), join(folder, "checkpoint.sig")];
  const command = [
    "openssl",
    "pkeyutl",
    "-verify",
    "-pubin",
    "-inkey",
    key,
    "-rawin",
    "-in",
    bodyFile,
    "-sigfile",
    sigFile,
  ];
  writeFileSync(sigFile, signature);
  const check = (flip: "no" | "yes") => {
    const bytes = Buffer.from(body);
    if (flip === "yes") bytes[bytes.length - 3] = (bytes.at(-3) ?? 0) ^ 1;
    writeFileSync(bodyFile, bytes);
    const { status, error } = spawnSync(command[0] as string, command.slice(1), { stdio: "ignore" });
    if (error) throw new Error(`openssl could not be started: ${error.message}`);
    return status ?? 1;
  };
  return { command, check };
}
