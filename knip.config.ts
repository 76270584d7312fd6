import type { KnipConfig } from "knip";
import manifest from "./package.json" with { type: "json" };
import { entries } from "./tsup.config.js";

const config: KnipConfig = {
  entry: [
    ...Object.values(entries(manifest)),
    "examples/*/main.ts",
    "bench/*.ts",
    "scripts/*.mjs",
    "test/**/*.test.ts",
    "test/**/*-child.ts",
    "test/model/hostile/law.ts",
    "test/{faults,setup,suites}/*.ts",
    "test/runtimes/*.mjs",
    "test/package/programs/*.ts",
  ],
  project: ["src/**/*.ts", "{examples,bench,test}/**/*.{ts,mjs}", "scripts/*.mjs"],
  ignoreBinaries: ["openssl", "mkfifo"],
  // An optional peer that only the runtimes of test/runtimes have, and a file that they are given.
  ignoreDependencies: ["better-sqlite3"],
  ignoreUnresolved: ["./source.mjs"],
  ignoreExportsUsedInFile: true,
};

export default config;
