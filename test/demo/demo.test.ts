import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "countersign-demo-test-"));
let said = "";

beforeAll(async () => {
  const { OPENAI_API_KEY: _, ...env } = process.env;
  const args = ["--import", "tsx", "examples/demo/main.ts", "--scripted", "--folder", folder];
  said = (await promisify(execFile)(process.execPath, args, { env })).stdout; // rejects unless it exits with 0
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("the demo's user is refused where a person would be", () => {
  expect(said.match(/cleo says approve: Not recorded\. This is your own call/g)).toHaveLength(3);
});

test("one export ran as asked, the other as it was modified, and the agent was told so", () => {
  expect(said).toContain("sent at,level,message to https://logs.partner.example/in");
  expect(said).toContain("sent at,level,message to https://archive.acme.example/c-7");
  expect(said).toContain("Executed with arguments modified by a reviewer");
});

test("the denied deletion and the injected export left no trace in the database", () => {
  expect(said).toContain("customer c-9 is still there; the injected export left no trace");
  expect(said).not.toMatch(/sent .* to .*evil/);
});

test("the injected export was denied by policy, which the log tells", () => {
  expect(said).toMatch(/call\.denied\s+customer_logs\.export · by rule unknown-place/);
});

test("the log is closed and verified, and openssl agrees until one byte is flipped", () => {
  expect(said).toMatch(/events, closed, .* 2 executed digests as approved\nnothing is wrong/);
  expect(said).toContain("as written: exit 0; with one byte flipped: exit 1");
  expect(existsSync(join(folder, "log"))).toBe(true);
});

test("the same calls can be decided in the browser, with nothing at the terminal", async () => {
  const home = mkdtempSync(join(tmpdir(), "countersign-demo-test-"));
  const { OPENAI_API_KEY: _, ...env } = process.env;
  const demo = spawn(process.execPath, ["--import", "tsx", "examples/demo/main.ts", "--browser", "--folder", home], {
    env,
  });
  onTestFinished(() => void demo.kill());
  const ended = once(demo, "exit");
  let printed = "";
  const link = new Promise<string>((resolve) =>
    demo.stdout.on("data", (chunk) => {
      printed += String(chunk);
      const [found] = /http:\/\/127\.0\.0\.1:\d+\/sign-in\?secret=[\w-]+(?=\s)/.exec(printed) ?? [];
      if (found) resolve(found);
    }),
  );
  const denials = denyAll(await link, ended);
  expect(await ended).toEqual([0, null]);
  expect(await denials).toBeGreaterThanOrEqual(3);
  expect(printed).toContain("customer c-9 is still there");
  expect(printed).not.toMatch(/sent .* to /);
  rmSync(home, { recursive: true, force: true });
});

/** Denies by the form of its page whatever waits, until the demo ends; answers how many. */
async function denyAll(link: string, ended: Promise<unknown>): Promise<number> {
  const { origin } = new URL(link);
  const signedIn = await fetch(link, { redirect: "manual" });
  const jar = new Map<string, string>();
  const keep = (answer: Response) => {
    for (const line of answer.headers.getSetCookie()) jar.set(line.split("=")[0] ?? "", line.split(";")[0] ?? "");
    return answer;
  };
  keep(signedIn);
  const get = async (path: string) =>
    keep(await fetch(origin + path, { headers: { cookie: [...jar.values()].join("; ") } }));
  let [over, denied] = ["no", 0];
  void ended.then(() => (over = "yes"));
  while (over === "no") {
    const page = (await (await get("/v1/requests").catch(() => undefined))?.json()) as {
      items?: { requestId: string }[];
    };
    for (const { requestId } of page?.items ?? []) {
      const html = await (await get(`/requests/${requestId}`)).text();
      const form = [...html.matchAll(/type="hidden" name="(token|revision|digest)" value="([^"]*)"/g)];
      const body = new URLSearchParams([...form.map(([, a = "", b = ""]) => [a, b]), ["decision", "deny"]]);
      const headers = { cookie: [...jar.values()].join("; "), origin };
      const answer = await fetch(`${origin}/requests/${requestId}/decide`, {
        method: "POST",
        body,
        headers,
        redirect: "manual",
      });
      if (answer.status === 303) denied++;
    }
  }
  return denied;
}
