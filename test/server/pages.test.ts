import { expect, test } from "vitest";
import { checkWords } from "../../src/action/words.js";
import { approve, deny, modify } from "../../src/testing/testing.js";
import { visitor } from "./console-forms.js";
import { asked, deskServer } from "./desk-server.js";

/** Ana at the page of a request of eve's, with what its forms carry. */
async function atRequest(...rules: Parameters<typeof deskServer>) {
  const desk = deskServer(...rules);
  const { done, message } = await desk.waiting();
  const path = `/requests/${message.requestId}`;
  const ana = visitor(desk, "ana");
  const page = await ana.open(path);
  const bound = ana.hidden(page.html);
  const state = async () => (await desk.cs.desk.message(message.requestId))?.state;
  const decide = (fields: Record<string, string>) => ana.submit(`${path}/decide`, { ...bound, ...fields });
  return { ...desk, done, message, path, ana, page, bound, state, decide };
}

test("the inbox leads to the request, and the request says who, what and until when", async () => {
  const { ana, page, path } = await atRequest();
  expect((await ana.open("/")).html).toContain(`href="/countersign${path}"`);
  expect(page.status).toBe(200);
  for (const text of ["Refund 900.00 for order o-17", "o-17", "900", "group finance"])
    expect(page.html).toContain(text);
});

test("a deny needs nothing typed", async () => {
  const { decide, done } = await atRequest();
  const after = await decide({ decision: "deny" });
  expect(after).toMatchObject({ status: 200 });
  expect(after.html).toContain("Denied by ana");
  expect(await done).toMatchObject({ ok: false, error: { code: "denied" } });
});

test("an approval of money takes the value typed, and then the call runs", async () => {
  const { decide, done } = await atRequest();
  const after = await decide({ decision: "approve", typed: " o-17 " });
  expect(after.html).toContain("Approved by ana");
  expect(await done).toMatchObject({ ok: true });
});

test.each([
  ["nothing", ""],
  ["another value", "o-71"],
  ["a letter that looks like the right one", "о-17"],
  ["more than the value", "o-17 "],
])("an approval with %s typed is refused at the field, and nothing is recorded", async (_, typed) => {
  const { decide, state } = await atRequest();
  const again = await decide({ decision: "approve", typed: typed === "o-17 " ? "o-17x" : typed });
  expect(again.status).toBe(422);
  expect(again.html).toContain('aria-invalid="true"');
  expect(again.html).toContain("Nothing was recorded");
  expect(again.html).not.toContain(`value="o-17"`);
  expect(await state()).toBe("pending");
});

test("a bare post without what the form carries is refused", async () => {
  const { ana, path, state, bound } = await atRequest();
  const { token: _, ...others } = bound;
  expect((await ana.submit(`${path}/decide`, { ...others, decision: "deny" })).status).toBe(403);
  expect((await ana.submit(`${path}/decide`, { ...bound, token: "x".repeat(43), decision: "deny" })).status).toBe(403);
  expect(await state()).toBe("pending");
});

test("a form of another person, or of another request, decides nothing", async () => {
  const made = await atRequest();
  const bo = visitor(made, "bo");
  await bo.open(made.path);
  expect((await bo.submit(`${made.path}/decide`, { ...made.bound, decision: "deny" })).status).toBe(403);
  const { message } = await made.waiting({ orderId: "o-18", amount: 80 });
  const other = await made.ana.submit(`/requests/${message.requestId}/decide`, { ...made.bound, decision: "deny" });
  expect(other.status).toBe(403);
  expect(await made.state()).toBe("pending");
});

test("a form posted by a page of another site decides nothing", async () => {
  const { ana, path, bound, state } = await atRequest();
  const fields = { ...bound, decision: "deny" };
  for (const headers of [{ origin: "https://evil.example" }, { "sec-fetch-site": "cross-site" }, { origin: "null" }])
    expect((await ana.submit(`${path}/decide`, fields, headers as never)).status).toBe(403);
  expect(await state()).toBe("pending");
});

test("only a form is taken: what pages of other sites can send without asking is not", async () => {
  const { send, ana, path, bound, state } = await atRequest();
  const cookie = [...ana.jar].map((pair) => pair.join("=")).join("; ");
  for (const type of ["application/json", "text/plain", "multipart/form-data; boundary=x"]) {
    const body = new URLSearchParams({ ...bound, decision: "deny" }).toString();
    const answer = await send(`${path}/decide`, {
      as: "ana",
      method: "POST",
      body,
      headers: { "content-type": type, cookie },
    });
    expect(answer.status).toBe(415);
  }
  expect(await state()).toBe("pending");
});

test("an answer to a call that changed meanwhile is not recorded, and its form is empty again", async () => {
  const { decide, message, state } = await atRequest([asked({ modify: "author" })]);
  await message.answer(modify("bo", { orderId: "o-17", amount: 800, note: "" }));
  const after = await decide({ decision: "approve", typed: "o-17", reason: "fine" });
  expect(after.status).toBe(409);
  expect(after.html).toContain("changed while you read");
  expect(after.html).not.toContain("fine</textarea>");
  expect(await state()).toBe("pending");
});

test("who is too late is told what became of it", async () => {
  const { decide, message } = await atRequest();
  await message.answer(deny("bo"));
  const after = await decide({ decision: "approve", typed: "o-17" });
  expect(after.status).toBe(409);
  expect(after.html).toContain("Denied by bo");
});

test("a request whose time is over while its page is open is not decided", async () => {
  const { decide, clock } = await atRequest();
  await clock.advance("30m");
  const after = await decide({ decision: "approve", typed: "o-17" });
  expect(after.status).toBe(409);
  expect(after.html).toContain("Nothing ran");
});

test("a reason that the rule asks for is asked for at its field; a deny needs none", async () => {
  const { decide } = await atRequest([asked({ reason: "required" })]);
  const without = await decide({ decision: "approve", typed: "o-17" });
  expect(without.status).toBe(422);
  expect(without.html).toContain("This rule asks for a reason");
  const withReason = await decide({ decision: "approve", typed: "o-17", reason: "agreed on the phone" });
  expect(withReason.html).toContain("Approved by ana");
});

test("the call's own people can cancel it and not approve it", async () => {
  const made = await atRequest();
  const eve = visitor(made, "eve");
  const page = await eve.open(made.path);
  expect(page.html).toContain("Cancel this call");
  expect(page.html).not.toContain('value="approve"');
  const bound = eve.hidden(page.html);
  const approved = await eve.submit(`${made.path}/decide`, {
    ...made.bound,
    ...bound,
    decision: "approve",
    typed: "o-17",
  });
  expect(approved.html).toContain("your own call");
  expect(await made.state()).toBe("pending");
  const cancelled = await eve.submit(`${made.path}/cancel`, { ...bound, reason: "not needed" });
  expect(cancelled.html).toContain("Cancelled. Nothing ran.");
});

test("a stranger sees nothing, and an id that there is none of answers the same", async () => {
  const made = await atRequest();
  const cy = visitor(made, "cy");
  const [one, none] = [await cy.open(made.path), await cy.open("/requests/call_nothing")];
  const text = (html: string) => html.replaceAll(/name="token" value="[^"]*"/g, "");
  expect([one.status, text(one.html)]).toEqual([404, text(none.html)]);
});

test("a modification is checked at its field, shown as it would be, and then sent", async () => {
  const { ana, path, message } = await atRequest([asked({ modify: "author" })]);
  const form = await ana.open(`${path}/modify`);
  const bound = ana.hidden(form.html);
  const wrong = await ana.submit(`${path}/modify`, {
    ...bound,
    "arg:amount": "-5",
    "arg:orderId": "o-17",
    step: "check",
  });
  expect(wrong.status).toBe(422);
  expect(wrong.html).toMatch(/aria-invalid="true"/);
  const fields = { ...bound, "arg:amount": "500", "arg:orderId": "o-17", reason: "half" };
  const check = await ana.submit(`${path}/modify`, { ...fields, step: "check" });
  expect(check.status).toBe(200);
  expect(check.html).toContain("<del");
  expect((await message.answer(deny("cy"))).result).toBe("not_eligible");
  const sent = await ana.submit(`${path}/modify`, { ...ana.hidden(check.html), step: "send" });
  expect(sent.html).toContain("revision 2");
});

test("what cannot be read as JSON is said at its field, and nothing else that was written is lost", async () => {
  const { ana, path } = await atRequest();
  const bound = ana.hidden((await ana.open(`${path}/modify`)).html);
  const wrong = await ana.submit(`${path}/modify`, {
    ...bound,
    "arg:amount": "many",
    "arg:note": "kept",
    step: "check",
  });
  expect(wrong.status).toBe(422);
  expect(wrong.html).toContain("This is not JSON");
  expect(wrong.html).toContain("kept");
});

test("GET and HEAD change nothing, however often, and say so to a link preview", async () => {
  const { send, path, state, parts } = await atRequest();
  const before = parts.audit.log.events.length;
  for (let i = 0; i < 500; i++)
    for (const method of ["GET", "HEAD"])
      await send(`${path}${["", "/decide", "/modify", "/step-up", "/log", "/cancel"][i % 6]}`, { as: "ana", method });
  expect(await state()).toBe("pending");
  expect(parts.audit.log.events.length).toBe(before);
});

test("no page may be framed, kept by a cache, found by a search engine, or load anything from elsewhere", async () => {
  const { send, path } = await atRequest();
  const { headers } = await send(path, { as: "ana" });
  expect(headers.get("content-security-policy")).toBe(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  );
  expect(headers.get("x-frame-options")).toBe("DENY");
  expect(headers.get("cache-control")).toBe("no-store");
  expect(headers.get("x-robots-tag")).toContain("noindex");
  expect(headers.get("referrer-policy")).toBe("same-origin");
});

test("the log of a request shows its events, and that its seals hold", async () => {
  const { ana, path, message } = await atRequest([asked({ approve: 2 })]);
  await message.answer(approve("bo"));
  const log = await ana.open(`${path}/log`);
  expect(log.html).toContain("review.recorded");
  expect(log.html).toContain("1 of 1 reviews carry a desk’s seal");
  expect(log.html).toContain("What the request page shows is what was recorded");
});

test("the words of a page are those of the message, in the same order", async () => {
  const { page, message } = await atRequest();
  const words = checkWords(message.digest).split(" ");
  const at = words.map((word) => page.html.indexOf(`>${word}<`) + page.html.indexOf(word));
  expect(at.every((one) => one > 0)).toBe(true);
  expect(page.html.replace(/<[^>]*>/g, " ")).toMatch(new RegExp(words.join("[\\s·]+")));
});
