import { randomUUID } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { basename, dirname, join } from "node:path";
import { expect, test } from "vitest";
import { isCountersignError } from "../../src/errors.js";
import { jsonlSink } from "../../src/sinks/jsonl.js";
import { folder } from "./folder.js";
import { child } from "./process.js";

const fresh = () => join(folder(), "log.jsonl");
const refusal = async (path: string): Promise<string> => {
  const log = jsonlSink({ path });
  try {
    await log.write([]);
    return "not refused";
  } catch (error) {
    return isCountersignError(error, "unavailable") ? `${error.part}: ${error.reason}` : String(error);
  } finally {
    await log.close?.();
  }
};
/** What a process that is gone left: its log, and its lock. */
async function abandoned(path: string): Promise<void> {
  const { process, says, ended } = child(path, "hold");
  await says("open");
  process.kill("SIGKILL");
  await ended;
}
const lockOf = (path: string) => JSON.parse(readFileSync(`${path}.lock`, "utf8")) as Record<string, unknown>;
const locks = (path: string) => readdirSync(dirname(path)).filter((name) => name.startsWith(`${basename(path)}.lock`));

test("a second sink of this process is refused, until the first is closed", async () => {
  const path = fresh();
  const first = jsonlSink({ path });
  await first.write([]);
  expect(await refusal(path)).toMatch(
    /^audit: .*log\.jsonl is held by this process already, and one process writes a log/,
  );
  await first.close?.();
  expect(await refusal(path)).toBe("not refused");
});

test("being refused does not take the lock from who holds it", async () => {
  const path = fresh();
  const first = jsonlSink({ path });
  await first.write([]);
  const { id } = lockOf(path);
  await refusal(path);
  expect(lockOf(path)["id"]).toBe(id);
  await first.close?.();
});

test("closing leaves a lock that is another's by now", async () => {
  const path = fresh();
  const first = jsonlSink({ path });
  await first.write([]);
  const other = JSON.stringify({ ...lockOf(path), id: randomUUID() });
  writeFileSync(`${path}.lock`, other);
  await first.close?.();
  expect(readFileSync(`${path}.lock`, "utf8")).toBe(other);
});

test("a second process is refused and told who holds the log", async () => {
  const path = fresh();
  const { process: holder, says, ended } = child(path, "hold");
  await says("open");
  expect(await refusal(path)).toContain(`is held by process ${holder.pid} on ${hostname()}`);
  holder.stdin?.write("done\n");
  await ended;
  expect(await refusal(path)).toBe("not refused");
});

test("the lock of a process that was killed is taken over, and its log carried on", async () => {
  const path = fresh();
  await abandoned(path);
  const { said, ended } = child(path, "close");
  await ended;
  expect(said).toEqual(["open 0", "closed 0"]);
  expect(locks(path)).toEqual([]);
});

test("of eight processes that find a dead one's lock, exactly one takes it over", async () => {
  const path = fresh();
  await abandoned(path);
  const takers = Array.from({ length: 8 }, () => child(path, "hold"));
  const words = await Promise.all(
    takers.map(async ({ says }) => (await Promise.race([says("open"), says("refused")])) ?? ""),
  );
  expect(words.map((word) => word.split(" ")[0]).sort()).toEqual(["open", ...Array(7).fill("refused")]);
  for (const { process } of takers) process.stdin?.write("done\n");
  await Promise.all(takers.map(({ ended }) => ended));
  expect(locks(path)).toEqual([]);
}, 60_000);

test("a process killed while it took a lock over does not keep it from the next", async () => {
  const path = fresh();
  await abandoned(path);
  const left = lockOf(path);
  const id = randomUUID();
  writeFileSync(`${path}.lock.${left["id"]}`, JSON.stringify({ ...left, id }));
  expect(await refusal(path)).toBe("not refused");
  expect(locks(path)).toEqual([]);
});

test("while another process takes a dead one's lock over, the log is refused", async () => {
  const path = fresh();
  await abandoned(path);
  const left = lockOf(path);
  const taker = child(join(dirname(path), "another.jsonl"), "hold");
  await taker.says("open");
  writeFileSync(`${path}.lock.${left["id"]}`, readFileSync(join(dirname(path), "another.jsonl.lock")));
  expect(await refusal(path)).toContain(`is held by process ${taker.process.pid}`);
  expect(lockOf(path)).toEqual(left);
  taker.process.kill("SIGKILL");
  await taker.ended;
});

test.runIf(process.platform === "linux")(
  "a living process that only has the dead holder's number does not hold the log",
  async () => {
    const path = fresh();
    await abandoned(path);
    writeFileSync(`${path}.lock`, JSON.stringify({ ...lockOf(path), pid: process.pid }));
    expect(await refusal(path)).toBe("not refused");
  },
);

test("a lock of another host is never taken over: nobody here can know", async () => {
  const path = fresh();
  await abandoned(path);
  const lock = JSON.stringify({ ...lockOf(path), host: "elsewhere" });
  writeFileSync(`${path}.lock`, lock);
  expect(await refusal(path)).toMatch(/process \d+ on elsewhere.*if that host is gone, delete .*log\.jsonl\.lock/);
  expect(readFileSync(`${path}.lock`, "utf8")).toBe(lock);
});

test.each(["", "{", "{}", '{"id":"../../evil","pid":1}', '{"id":"0b6c2f5e-0000-4000-8000-000000000000"}'])(
  "a lock that reads %j is refused and left alone",
  async (text) => {
    const path = fresh();
    writeFileSync(`${path}.lock`, text);
    expect(await refusal(path)).toMatch(/does not say by whom: if no process writes it, delete the lock/);
    expect(readFileSync(`${path}.lock`, "utf8")).toBe(text);
    expect(existsSync(path)).toBe(false);
  },
);
