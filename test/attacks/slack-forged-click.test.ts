import { afterEach, expect, test } from "vitest";
import { signedRequest } from "../../examples/slack/stand-in/signed.js";
import { APPROVE, asks, closeAll, DENY, office } from "../transports/slack/office.js";

afterEach(closeAll);

/** A card that needs two, a press on it as Slack sends it, and a way to send anything to the desk. */
async function captured(verb = APPROVE) {
  const made = await office({ rules: [asks({ approve: 2 })] });
  void made.note.attempt({ text: "hi" });
  const { slack, card, clock, url } = made;
  const one = await card();
  slack.requestUrl = "http://127.0.0.1:1/";
  const { payload } = await slack.press("U1", one, verb);
  const click = signedRequest(slack.signingSecret, payload, { at: clock.now() });
  const send = async ({ headers, body }: { headers?: Record<string, string>; body: string }, to = url as string) =>
    (await fetch(to, { method: "POST", ...(headers && { headers }), body })).status;
  const agreed = () => /(\d) of 2 agreed/.exec(made.shows(one))?.[1];
  const reviews = () => made.events().filter((type) => type.startsWith("review."));
  return { ...made, one, payload, click, send, agreed, reviews };
}

test("a click that is signed by somebody else, or by nobody, is refused", async () => {
  const { payload, click, send, clock, slack, agreed } = await captured();
  expect(await send(signedRequest("another-secret", payload, { at: clock.now() }))).toBe(401);
  expect(await send({ body: click.body })).toBe(401);
  expect(await send({ headers: { "content-type": "application/x-www-form-urlencoded" }, body: click.body })).toBe(401);
  const token = signedRequest(String(payload["token"]), payload, { at: clock.now() });
  expect(await send(token)).toBe(401);
  expect([agreed(), slack.ephemerals()]).toEqual(["0", []]);
  expect(await send(click)).toBe(200);
  expect(agreed()).toBe("1");
});

test("a captured refusal cannot be made an approval, nor be another person's", async () => {
  const { click, send, agreed } = await captured(DENY);
  const [deny, approve] = [DENY, APPROVE].map((verb) => encodeURIComponent(`"${verb}"`));
  for (const body of [
    click.body.replace(deny as string, approve as string),
    click.body.replace(encodeURIComponent('"U1"'), encodeURIComponent('"U2"')),
    `${click.body}&payload=${encodeURIComponent("{}")}`,
    click.body.replace("payload=", "payload=&payload="),
  ]) {
    expect(body).not.toBe(click.body);
    expect(await send({ ...click, body })).toBe(401);
  }
  expect(agreed()).toBe("0");
});

test("a captured click that is sent again to the byte changes nothing, and reaches no desk", async () => {
  const { click, send, agreed, reviews, slack, cs } = await captured();
  for (let time = 0; time < 3; time++) expect(await send(click)).toBe(200);
  await cs.close();
  expect([agreed(), reviews(), slack.ephemerals()]).toEqual(["1", ["review.recorded"], []]);
});

test("sent again to another process, it is one answer of one person", async () => {
  const { click, send, agreed, start, told } = await captured();
  const other = await start();
  expect(await send(click)).toBe(200);
  expect(await send(click, other.url)).toBe(200);
  expect(agreed()).toBe("1");
  expect(told("U1")).toEqual([expect.stringContaining("You have already said so.")]);
});

test("after five minutes it is refused, whatever the request is like by then", async () => {
  const { click, send, agreed, clock, slack } = await captured();
  await clock.advance("5m");
  await clock.advance("1s");
  expect(await send(click)).toBe(401);
  expect([agreed(), slack.ephemerals()]).toEqual(["0", []]);
});

test("before its time it is refused", async () => {
  const { payload, send, clock, slack, agreed } = await captured();
  expect(await send(signedRequest(slack.signingSecret, payload, { at: clock.now() + 301_000 }))).toBe(401);
  expect(agreed()).toBe("0");
});

test("a link decides nothing: what the click carries in an address is not read", async () => {
  const { click, url, agreed } = await captured();
  for (const method of ["GET", "HEAD"]) {
    const response = await fetch(`${url}?${click.body}`, { method, headers: click.headers });
    expect(response.status).toBe(405);
  }
  expect(agreed()).toBe("0");
});
