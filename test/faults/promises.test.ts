import { readFileSync, writeFileSync } from "node:fs";
import { setImmediate as turn } from "node:timers/promises";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createCountersign, proven } from "../../src/index.js";
import { policy } from "../../src/policy.js";
import { fakeClock, inMemory, memoryApprover } from "../../src/testing/testing.js";
import { large, refund, small } from "../world.js";
import { downs, type Part } from "./downs.js";

const PAGE = new URL("../../docs/promises.md", import.meta.url);
const [BEGIN, END] = ["<!-- made by test/faults/promises.test.ts -->\n", "<!-- end -->\n"];

beforeEach(() => void vi.spyOn(console, "error").mockImplementation(() => {}));
afterEach(() => void vi.restoreAllMocks());

/** What fails, since which moment of a call that people approve, and for how long. */
const SINCE = ["before it is asked", "while people decide", "in the body"] as const;
const UNTIL = ["for 25 s", "for good"] as const;
const PARTS: readonly Part[] = ["store", "log", "signer", "directory", "transport", "process"];

interface Case {
  readonly part: Part;
  readonly since: (typeof SINCE)[number];
  readonly until: (typeof UNTIL)[number];
}
const CASES = PARTS.flatMap((part) =>
  SINCE.flatMap((since) =>
    UNTIL.filter((until) => part !== "process" || until === "for good").map((until): Case => ({ part, since, until })),
  ),
);

const call = { orderId: "o", amount: 600 };
const ANSWERED: ReadonlySet<string> = new Set(["recorded", "resolved", "duplicate", "too_late"]);

/** What becomes of a call that ana approves as soon as she can, and who is told what of it, then and when all is up again. */
async function came({ part, since, until }: Case) {
  const people = memoryApprover({ ana: { groups: ["finance"] } });
  const clock = fakeClock();
  const whole = { ...inMemory(people, clock), policy: policy({ id: "p", rules: [small, large] }) };
  const { over, down } = downs();
  const cs = createCountersign({ ...whole, ...over(whole) });
  const later = createCountersign({
    ...whole,
    ...inMemory(people, clock),
    store: whole.store,
    transports: [],
    url: "https://example.com",
  });
  let finish = () => {};
  let runs = 0;
  const issue = cs.guard(() => {
    runs++;
    return new Promise<string>((resolve) => {
      finish = () => resolve("refunded");
    });
  }, refund);
  const fails = () => {
    down.add(part);
    if (until === "for 25 s") void clock.sleep(25_000).then(() => down.delete(part));
  };
  const pass = async (ms: number) => {
    for (let step = 0; step < 6; step++) await turn();
    await clock.advance(ms);
  };

  if (since === "before it is asked") fails();
  let told: Awaited<ReturnType<typeof issue.attempt>> | undefined;
  let card: Awaited<ReturnType<typeof people.next>> | undefined;
  let said = "";
  void issue.attempt(call, { key: "k" }).then((done) => {
    told = done;
  });
  void people.next().then((next) => {
    card = next;
  });
  const answer = async () => {
    if (!card || ANSWERED.has(said)) return;
    const { requestId, revision, digest } = card;
    const decision = { decision: "approve", by: ana, revision, digest } as const;
    const { result } = await (down.has("process") ? later.desk : cs.desk).review(requestId, decision);
    said = result;
  };
  await pass(1);
  if (since === "while people decide") fails();
  void answer().catch(() => undefined);
  await pass(1);
  if (since === "in the body") fails();
  for (let step = 0; step < (part === "process" ? 40 : 70) && told === undefined; step++) {
    finish();
    if (step % 5 === 0) void answer().catch(() => undefined);
    await pass(step < 40 ? 1_000 : 60_000);
  }
  if (part !== "process") down.delete(part);
  const ran = runs;
  const log = whole.audit.log.events.map(({ type }) => type.slice("dev.countersign.".length, -".v1".length));
  const again = await later.guard(() => `again, ${++runs}`, refund).attempt(call, { key: "k", hold: 0 });
  const { items } = await later.desk.requests(ana, { queue: "decided" });
  return { told, again, ran, runs, log: log.at(-1) ?? "", card: items[0]?.why ?? "" };
}
const ana = proven({ issuer: "test", subject: "ana", proof: "L4", evidence: {} });

type Told = Awaited<ReturnType<typeof came>>["told"];
function inWords(told: Told): string {
  if (told === undefined) return "nothing";
  return told.ok ? `\`${JSON.stringify(told.value)}\`` : `\`${told.error.code}\`, executed: ${told.error.executed}`;
}
const toModel = (told: Told): string => (told === undefined || told.ok ? "" : told.error.forModel());

test("what everybody is told of a call whatever fails is what the page says, and never that it did not run when it did", {
  timeout: 120_000,
}, async () => {
  const rows: string[] = [];
  for (const one of CASES) {
    const { told, again, ran, runs, log, card } = await came(one);
    if (told && !told.ok && ran > 0) expect([one, told.error.executed]).not.toEqual([one, "no"]);
    if (told && !told.ok && ran > 0)
      expect([one, told.error.forModel()]).not.toEqual([one, expect.stringContaining("It was not executed")]);
    expect([one, runs <= 1]).toEqual([one, true]);
    const cells = [
      one.part,
      one.since,
      one.until,
      String(runs),
      inWords(told),
      toModel(told),
      card,
      log,
      inWords(again),
    ];
    rows.push(`| ${cells.join(" | ")} |`);
  }
  const text = readFileSync(PAGE, "utf8");
  const [before, after] = [text.slice(0, text.indexOf(BEGIN) + BEGIN.length), text.slice(text.indexOf(END))];
  const page = `${before}${HEAD}${rows.join("\n")}\n${after}`;
  if (process.env["WRITE_PROMISES"]) writeFileSync(PAGE, page);
  expect(squeezed(text)).toBe(squeezed(page));
});

/** However wide its columns are drawn. */
const squeezed = (text: string): string => text.replace(/ +/g, " ").replace(/-{3,}/g, "---");

const HEAD = `| fails | since | until | runs | the caller is told | the model is told | people see | last in the log | later, the same key |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
`;
