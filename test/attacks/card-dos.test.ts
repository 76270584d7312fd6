import fc from "fast-check";
import { expect, test } from "vitest";
import * as z from "zod";
import { definitionOf } from "../../src/action/action.js";
import { callOf } from "../../src/action/capture.js";
import { viewOf } from "../../src/action/view.js";
import { canonical, type JsonObject } from "../../src/canonical.js";
import { action, proven } from "../../src/index.js";
import { ask } from "../../src/policy.js";
import { approve, modify, person } from "../../src/testing/testing.js";
import { world } from "../world.js";

const mail = action("mail.send", {
  input: z.object({ to: z.string(), text: z.union([z.string(), z.array(z.string())]) }),
  effect: "message",
  critical: ["to"],
});

/** What is shown beside an argument. */
function noteOn(text: string | readonly string[]): string | undefined {
  const args: JsonObject = { to: "ana", text };
  const call = callOf(
    definitionOf(mail),
    args,
    canonical(args),
    { context: {}, actors: "{}" },
    { action: "a", callId: "c" },
  );
  return viewOf(call, { environment: null, because: [], stillNeeded: [] }).fields.find(({ path }) => path === "text")
    ?.note;
}

const LONG = 256_000; // an argument of 256 KiB is ordinary
const filled = (unit: string): string =>
  unit.repeat(Math.floor(LONG / Buffer.byteLength(JSON.stringify(unit).slice(1, -1))));
/** So many different characters. */
const different = (first: number, count: number): string =>
  Array.from({ length: count }, (_, at) => String.fromCodePoint(first + at)).join("");

const TEXTS: Readonly<Record<string, string>> = {
  letters: filled("a"),
  "letters that are not Latin": filled("é"),
  "a letter under marks": `a${filled("\u0301")}`,
  "Hangul, in parts": filled("\u1100\u1161\u11a8"),
  Hangul: filled("각"),
  "Roman numbers": filled("Ⅻ"),
  hyphens: filled("-"),
  "zero-width characters": filled("\u200b"),
  joiners: filled("a\u200d"),
  dots: filled("."),
  "names of a letter": filled("é."),
  "names between two dots": filled("é.é.."),
  "a name at the end": `${filled("a")}.é`,
  "a name at the start": `é.${filled("a")}`,
  "other dots": filled("a。"),
  "a name of 20,000 different characters": `${different(0x4e00, 20_000)}.com`,
  "names of 1,000 different characters": Array.from({ length: 20 }, () => `${different(0x4e00, 1_000)}.com`).join(" "),
  "backslashes and dots": filled("\\."),
};

/** Processor time in milliseconds: a neighbour's work does not count. */
async function spent(work: () => Promise<unknown>): Promise<number> {
  const since = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
}
/** It takes a tenth of this. Quadratic time takes 5 to 100 seconds. */
const PATIENCE = 2_500;

const asking = () => world([ask("mail", { on: mail, require: { approvers: { group: "finance" }, within: "30m" } })]);

test.each(Object.entries(TEXTS))("an argument of %s is asked of people in a moment", async (_, text) => {
  const { cs, people } = asking();
  const send = cs.guard(() => "sent", mail);
  const time = await spent(async () => {
    const done = send.attempt({ to: "bo", text }, { context: { user: person("eve") } });
    await (await people.next()).answer(approve("ana"));
    expect(await done).toMatchObject({ ok: true });
  });
  expect(time).toBeLessThan(PATIENCE);
});

test("what an approver tries out and sends as a modification is drawn in a moment, and a call that waits beside it goes on", async () => {
  const { cs, people } = asking();
  const send = cs.guard(() => "sent", mail);
  const waits = send.attempt({ to: "bo", text: "hello" }, { context: { user: person("eve") } });
  const first = await people.next();
  const other = send.attempt({ to: "cy", text: "hi" }, { context: { user: person("eve") } });
  const second = await people.next();
  const args = { to: "bo", text: TEXTS["letters"] as string };
  const time = await spent(async () => {
    const by = proven({ ...person("ana"), proof: "L1", evidence: {} });
    const { requestId, revision, digest } = first;
    expect(await cs.desk.preview(requestId, { decision: "modify", args, by, revision, digest })).toMatchObject({
      result: "revised",
    });
    expect(await first.answer(modify("ana", args))).toMatchObject({ result: "resolved" });
    await second.answer(approve("ana"));
    expect(await other).toMatchObject({ ok: true });
  });
  expect(time).toBeLessThan(PATIENCE);
  expect(await waits).toMatchObject({ ok: true });
});

/** As it was told of before each name was looked at but once. */
function hostsBefore(text: string): string[] {
  const dotted = /[\p{L}\p{N}\p{M}\p{Cf}_-]+(?:[.\u3002\uff0e\uff61][\p{L}\p{N}\p{M}\p{Cf}_-]+)+/gu;
  const names = (text.match(dotted) ?? [])
    .filter((name) => name.split(/[.\u3002\uff0e\uff61]/).every((label) => /[\p{L}\p{N}]/u.test(label)))
    .filter((name) => /[^\x20-\x7e]/.test(name) && URL.canParse(`http://${name}`));
  return [...new Set(names.map((name) => new URL(`http://${name}`).hostname))];
}

test("every host that the slower reading told of is told of", () => {
  const pieces = fc.constantFrom(
    ..."a é 漢 а xn-- 1 １ Ⅻ . .. 。 ． ｡ - _ @ / : \u200b \u00ad \u0301 \u200d ｱ ß 各 \u1100\u1161 \u{1d400} com".split(
      " ",
    ),
    " ",
  );
  const texts = fc.oneof(
    fc.array(pieces, { maxLength: 24 }).map((all) => all.join("")),
    fc.string({ unit: "grapheme" }),
  );
  fc.assert(
    fc.property(texts, (text) => {
      const said = noteOn(text)?.split("as a host: ")[1] ?? "";
      expect(said).toBe(hostsBefore(text).join(", "));
    }),
    { numRuns: 3_000 },
  );
});

test("a name that is long by what IDNA leaves out of it is still told of", () => {
  expect(noteOn(`${"\u00ad".repeat(5_000)}р${"\u200b".repeat(20_000)}aypal.com`)).toMatch(
    /as a host: xn--aypal-uye\.com$/,
  );
});
