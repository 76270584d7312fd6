#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { doctorCommand } from "./doctor.js";
import { policyCommand } from "./policy.js";
import { serveCommand } from "./serve.js";
import { timeCommand } from "./time.js";
import { type Output, verifyCommand } from "./verify.js";

const HELP = `countersign verify LOG|FOLDER --key KEY    check a log: nothing altered, missing or forged; run as asked and approved
countersign policy check FILE              check a policy: refuse what cannot work, with line and column
countersign policy diff OLD NEW            what rules were added, removed and changed
countersign policy explain CALL            why a call is allowed, asked or denied, and who may decide
countersign policy test TESTS              calls that you expect something of, and what none of them shows
countersign policy replay --log LOG        which verdicts in a log other policies would have given
countersign doctor FILE                    look at a set-up: people who are one human and two to their directories
countersign serve FILE                     a desk over HTTP: console, API, transports, sign-in
countersign time STORE                     the store's time beside this machine's clock; tell it what it missed
countersign verify --help                  the options of a command
countersign --version                      the version`;

const output: Output = {
  out: (line) => console.log(line),
  error: (line) => console.error(line),
  style: process.stdout.isTTY && !process.env["NO_COLOR"] ? "colours" : "plain",
};

function version(): string {
  const manifest = new URL("../../package.json", import.meta.url);
  return (JSON.parse(readFileSync(manifest, "utf8")) as { version: string }).version;
}

async function main([command, ...args]: readonly string[]): Promise<number> {
  if (command === "verify") return verifyCommand(args, output);
  if (command === "doctor") return doctorCommand(args, output);
  if (command === "serve") return serveCommand(args, output);
  if (command === "time") return timeCommand(args, output);
  if (command === "policy") return policyCommand(args, output);
  if (command === "--version" || command === "-v") output.out(version());
  else if (command === "--help" || command === "-h") output.out(HELP);
  else {
    output.error(command === undefined ? HELP : `countersign: there is no command ${command}.\n${HELP}`);
    return 2;
  }
  return 0;
}

process.exitCode = await main(process.argv.slice(2));
