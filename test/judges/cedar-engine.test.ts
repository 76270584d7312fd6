import { afterEach, expect, test, vi } from "vitest";
import { call, failed } from "./parts.js";

const FILES = "@cedar-policy/cedar-wasm/nodejs";
const MODULE = "@cedar-policy/cedar-wasm";
const policies = "permit (principal, action, resource);";

/** The judge as a process has it that never loaded Cedar. */
async function fresh(options: { policies: string } = { policies }) {
  vi.resetModules();
  const { cedarJudge } = await import("../../src/judges/cedar.js");
  return cedarJudge(options);
}
const absent = () => {
  throw new Error("not installed");
};

afterEach(() => {
  vi.doUnmock(FILES);
  vi.doUnmock(MODULE);
  vi.restoreAllMocks();
});

test("without the package every call is refused, saying what to install", async () => {
  vi.doMock(FILES, absent);
  vi.doMock(MODULE, absent);
  const judge = await fresh();
  expect(await failed(judge.judge(call()))).toContain("npm install @cedar-policy/cedar-wasm");
  expect(await failed(judge.judge(call()))).toContain("npm install @cedar-policy/cedar-wasm");
});

test("making a judge loads nothing", async () => {
  const loaded = vi.fn(absent);
  vi.doMock(FILES, loaded);
  await fresh();
  expect(loaded).not.toHaveBeenCalled();
});

test("a runtime without files loads the module of WebAssembly", async () => {
  const cedar = await vi.importActual<object>(FILES);
  vi.doMock(FILES, absent);
  vi.doMock(MODULE, () => cedar);
  vi.spyOn(process, "getBuiltinModule").mockReturnValue(undefined as never);
  expect(await (await fresh()).judge(call())).toMatchObject({ verdict: "allow" });
});
