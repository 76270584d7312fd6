import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { pageOf } from "../docs/examples.js";
import { atTerminal } from "../transports/pty.js";
import { ROOT } from "./manifest.js";
import { printed, programPage } from "./page.js";

const page = programPage("docs/two-processes.md", "two-processes");
const [keys, verify] = page.blocks.filter(({ run }) => run === "run");
const named = (name: string) => {
  const found = page.blocks.find(({ file }) => file === name);
  if (!found) throw new Error(`the page has no ${name}`);
  return found;
};

beforeAll(() => page.make());

test("every program of the page compiles, and its links lead somewhere", () => {
  expect(page.complaints()).toEqual([]);
  expect(pageOf(join(ROOT, "docs"), "two-processes.md").deadLinks).toEqual([]);
});

test("what the guarded process asks is decided at the desk, runs, and both logs verify", async () => {
  if (!keys || !verify?.prints) throw new Error("the page makes no keys, or does not verify");
  await page.output(keys);
  const [desk, guard] = [named("desk.ts"), named("guard.ts")];
  const terminal = atTerminal(`cd "${page.home}" && exec "${process.execPath}" ${desk.file.replace(/ts$/, "js")}`);
  try {
    const ran = page.output(guard);
    await terminal.shows("\n  > ");
    terminal.type("900\r");
    const after = page.blocks[page.blocks.indexOf(desk) + 1];
    expect(await ran).toMatch(printed(after?.text ?? ""));
    terminal.type("\u0003");
    await terminal.ended;
  } finally {
    terminal.kill();
  }
  expect(await page.output(verify)).toMatch(printed(verify.prints));
});
