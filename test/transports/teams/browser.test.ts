import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { argumentName, fieldsOf } from "../../../src/action/edit.js";
import { botCard, webhookCard } from "../../../src/transports/teams/card.js";
import { field, refund as older, showing } from "../refund-message.js";
import { denied } from "../requests.js";
import { cardRenderer, type Renderer } from "./render.js";

const url = "https://review.example/requests/7Q2M-K4TD";
const refund = { ...older, url };
const carried = { r: refund.requestId, v: 1, d: refund.digest };
const HOSTILE =
  "{{DATE(2026-01-01T00:00:00Z, SHORT)}} **bold** [Approve](https://evil.example) ![x](https://evil.example/p.png) <img src=x onerror=alert(1)> <at>ana</at> \u202eevil\u200b";
const hostile = showing(
  {
    title: HOSTILE,
    environment: HOSTILE,
    datasets: [HOSTILE],
    fields: [field(HOSTILE, HOSTILE, { critical: true, note: HOSTILE }), field("to", HOSTILE)],
    actors: [{ role: "user", name: HOSTILE }],
    effect: "share",
  },
  { url, why: HOSTILE },
);

let renderer: Renderer;
beforeAll(async () => {
  renderer = await cardRenderer();
}, 60_000);
afterAll(() => renderer?.close());

const PICTURES = fileURLToPath(new URL("../../../docs/img/", import.meta.url));

test.each([
  ["teams-bot", () => botCard(refund), "light"],
  ["teams-bot-dark", () => botCard(refund), "dark"],
  ["teams-workflow", () => webhookCard(refund), "light"],
] as const)("a card has its picture: %s", async (name, card, theme) => {
  const picture = await renderer.picture(card(), { theme });
  expect(picture.subarray(1, 4).toString("latin1")).toBe("PNG");
  if (process.env["PICTURES"] === "write") writeFileSync(`${PICTURES}${name}.png`, picture);
});

test("the renderer finds nothing wrong with a card, and shows it whole", async () => {
  const shown = await renderer.render(botCard(refund), { open: ["Approve…"] });
  expect(shown.errors).toEqual([]);
  expect(shown.links).toEqual([]);
  for (const text of ["Refund 1,840.00 EUR", "XX00 TEST 0000 0044 71", "Check words: ", "To approve, type the amount"])
    expect(shown.text).toContain(text);
});

/** Short enough for a card with its forms, and with nothing in it that hides. */
const LOUD = "{{DATE(2026-01-01T00:00:00Z)}} [Approve](https://evil.example) <at>a</at>";
const loud = showing(
  { title: LOUD, environment: LOUD, fields: [field(LOUD, LOUD, { critical: true, note: LOUD })], effect: "share" },
  { url, why: LOUD },
);

describe("hostile texts", () => {
  test.each([
    ["of a bot", () => botCard(hostile), []],
    ["of a workflow", () => webhookCard(hostile), []],
    ["that answers", () => botCard(hostile, { told: { text: HOSTILE, as: "refused" } }), []],
    ["at the end", () => botCard(denied(hostile)), []],
    ["with its form to approve", () => botCard(loud), ["Approve…"]],
    [
      "with its form to modify",
      () => botCard(loud, { filled: fieldsOf(loud.view).map((one) => ({ ...one, error: LOUD })) }),
      ["Modify…"],
    ],
  ])("stand on a card %s as they are written", async (_, card, open) => {
    const { errors, links, images, asked, text, html } = await renderer.render(card(), { open });
    expect({ errors, links, images, asked }).toEqual({ errors: [], links: [], images: [], asked: [] });
    expect(text).toMatch(
      /\{\{DATE\(2026-01-01T00:00:00Z(?:, SHORT)?\)\}\} (?:\*\*bold\*\* )?\[Approve\]\(https:\/\/evil\.example\)/,
    );
    expect(text).toMatch(/<at>ana<\/at> \\u202eevil\\u200b|<at>a<\/at>/);
    expect(html).not.toMatch(/<(?:img|strong|em|at|script)\b/);
    expect(text).not.toContain("\u202e");
  });
  test("are no Markdown in what a client shows that shows no card", async () => {
    const text = String(botCard(hostile)["fallbackText"]);
    const shown = await renderer.render({ ...botCard(refund), body: [{ type: "TextBlock", text }] });
    expect(shown).toMatchObject({ links: [], images: [], asked: [] });
    expect(shown.text).toMatch(
      /^Approval needed: DATE\(2026-01-01T00:00:00Z, SHORT\) bold Approve \(https: evil example\)/,
    );
  });
  test("keep their spaces", async () => {
    const shown = await renderer.render(botCard(showing({ fields: [field("note", "a   b")] }, { url })));
    expect(shown.text).toContain('"a \\u0020\\u0020b"');
  });
});

describe("a press hands over the request, the revision and the digest", () => {
  test("alone, for denying, whatever stands in the forms", async () => {
    const pressed = await renderer.press(botCard(refund), "Deny", { typed: "" }, { open: ["Approve…"] });
    expect(pressed).toMatchObject({ type: "Action.Execute", verb: "countersign.deny", data: carried });
    expect(Object.keys(pressed?.data as object)).toEqual(["r", "v", "d"]);
  });
  test("with what was typed, for approving; with nothing typed there is no press", async () => {
    const open = { open: ["Approve…"] };
    expect(await renderer.press(botCard(refund), "Approve", {}, open)).toBeUndefined();
    const pressed = await renderer.press(botCard(refund), "Approve", { typed: "1,840", reason: "ok" }, open);
    expect(pressed).toMatchObject({ verb: "countersign.approve", data: { ...carried, typed: "1,840", reason: "ok" } });
  });
  test("with the tick as the desk reads it; without it there is no press", async () => {
    const card = botCard(
      showing({ effect: "share", fields: [field("to", "partner.example", { critical: true })] }, { url }),
    );
    const open = { open: ["Approve…"] };
    expect(await renderer.press(card, "Approve", {}, open)).toBeUndefined();
    expect(await renderer.press(card, "Approve", { meant: "true" }, open)).toMatchObject({ data: { meant: "yes" } });
  });
  test("with every argument as it stands in its field, for modifying, and with none of the other form", async () => {
    const pressed = await renderer.press(
      botCard(refund),
      "Send revision 2",
      { "arg:amount": "900" },
      { open: ["Modify…"] },
    );
    expect(pressed?.verb).toBe("countersign.modify");
    expect(pressed?.data).toMatchObject({
      ...carried,
      "arg:amount": "900",
      "arg:currency": "EUR",
      "arg:note": '"Goodwill.\\u200b Order total \\u202e0481"',
    });
    expect(Object.keys(pressed?.data as object)).not.toContain("typed");
  });
  test("with hostile arguments as they are", async () => {
    const pressed = await renderer.press(botCard(loud), "Send revision 2", {}, { open: ["Modify…"] });
    expect(pressed?.data).toEqual({ ...carried, [argumentName(LOUD)]: LOUD });
  });
  test("without a field that was emptied", async () => {
    const emptied = { "arg:currency": "", "arg:amount": "900" };
    const pressed = await renderer.press(botCard(refund), "Send revision 2", emptied, { open: ["Modify…"] });
    expect(pressed?.data).toMatchObject({ "arg:amount": "900", "arg:payee": "XX00 TEST 0000 0044 71" });
    expect(pressed?.data).not.toHaveProperty(["arg:currency"]);
  });
});
