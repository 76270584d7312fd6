import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

const BUILT = ["test/package/**/*.test.ts", "test/runtimes/*.test.ts", "test/demo/**/*.test.ts"];

export default defineConfig({
  test: {
    // One fewer than there are cores, as by default, but two on a small machine: much of the time is waiting for other processes.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    expect: { poll: { timeout: 20_000 } }, // a busy machine is slow, not wrong
    projects: [
      {
        extends: true,
        test: {
          name: "source",
          testTimeout: 30_000,
          hookTimeout: 60_000,
          include: ["test/**/*.test.ts"],
          globalSetup: ["test/setup/chromium.ts"],
          exclude: [...BUILT, "test/package/programs/**", "**/node_modules/**"],
        },
      },
      {
        extends: true,
        test: {
          name: "built",
          include: BUILT,
          exclude: ["test/package/programs/**", "**/node_modules/**"],
          globalSetup: ["test/setup/build.ts"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
