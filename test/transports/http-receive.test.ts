import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Answer } from "../../src/approval/review.js";
import type { Inbox, Transport } from "../../src/approval/transport.js";
import { isProven } from "../../src/people/identity.js";
import { answered, type Hook, hook, IN, ISSUER, OUT, secret, signedRequest } from "./hook.js";
import { field, refund, scriptedInbox, showing } from "./refund-message.js";

let made: Hook;
beforeAll(async () => {
  made = await hook();
});
afterAll(() => made.close());

const { requestId, revision, digest } = refund;
const decision = { requestId, revision, digest, decision: "approve", decidedBy: "bo" };
const send = (body: unknown, inbox: Inbox, how = {}, transport: Transport = made.transport) =>
  answered(transport, signedRequest(body, how), inbox);

describe("a signed decision", () => {
  test("is asked of the inbox as that person's, by this system's word", async () => {
    const inbox = scriptedInbox();
    const { status, json, headers } = await send(decision, inbox, { id: "d-1" });
    expect([status, headers.get("content-type"), headers.get("cache-control")]).toEqual([
      200,
      "application/json",
      "no-store",
    ]);
    expect(json).toMatchObject({ result: "resolved", requestId });
    expect(inbox.reviews).toHaveLength(1);
    const [review] = inbox.reviews;
    expect(review).toMatchObject({ requestId, revision, digest, decision: "approve" });
    expect(isProven(review?.by)).toBe(true);
    expect(review?.by).toMatchObject({
      issuer: ISSUER,
      subject: "bo",
      proof: "L1",
      evidence: { "webhook-id": "d-1", asserted_by: "http" },
    });
  });
  test.each([
    ["a deny with a reason", { decision: "deny", reason: "too much" }],
    ["a modification", { decision: "modify", args: { amount: 1, list: [null, { a: "é" }] } }],
    ["a modification with a reason", { decision: "modify", args: {}, reason: "" }],
  ])("may be %s", async (_, said) => {
    const inbox = scriptedInbox();
    await send({ ...decision, ...said }, inbox);
    expect(inbox.reviews[0]).toMatchObject(said);
  });
  test("says what the request is now, to one who may see it", async () => {
    const message = { ...refund, revision: 2 };
    const { json } = await send(decision, scriptedInbox({ result: "revised", why: "w", message }));
    expect(json).toEqual({ result: "revised", why: "w", requestId, revision: 2, state: "pending" });
  });
  test.each<[Answer, number]>([
    ["recorded", 200],
    ["resolved", 200],
    ["revised", 200],
    ["duplicate", 200],
    ["stale", 409],
    ["too_late", 409],
    ["not_eligible", 404],
    ["not_a_person", 403],
    ["excluded", 403],
    ["needs_step_up", 403],
    ["forbidden", 403],
    ["policy_denied", 403],
    ["unsatisfiable", 403],
    ["invalid", 422],
    ["reason_required", 422],
    ["directory_unknown", 503],
  ])("that the desk answers with %s is answered with %i", async (result, status) => {
    const answer = await send(decision, scriptedInbox({ result, why: "because" }));
    expect(answer.status).toBe(status);
    if (status === 200) expect(answer.json).toMatchObject({ result, why: "because" });
    else {
      expect(answer.headers.get("content-type")).toBe("application/problem+json");
      expect(answer.json).toMatchObject({ type: "about:blank", status, code: result, detail: "because" });
    }
  });
  test("by one who may see the request and not decide it is refused, not hidden", async () => {
    const answer = await send(decision, scriptedInbox({ result: "not_eligible", why: "w", message: refund }));
    expect(answer.status).toBe(403);
  });
  test("with arguments that are not valid is answered with the issues", async () => {
    const issues = [{ path: "amount", message: "must be positive" }];
    const answer = await send(
      { ...decision, decision: "modify", args: {} },
      scriptedInbox({ result: "invalid", why: "w", issues }),
    );
    expect(answer.json).toMatchObject({ status: 422, issues });
  });
  test("on which the desk fails is 503, tells nothing, and may be sent again", async () => {
    const inbox = scriptedInbox(new Error("s3cret of the store"));
    const first = await send(decision, inbox, { id: "again" });
    expect([first.status, JSON.stringify(first.json)]).toEqual([503, expect.not.stringContaining("s3cret")]);
    expect((await send(decision, inbox, { id: "again" })).status).toBe(200);
  });
});

describe("a request that was cut to fit", () => {
  const long = showing({ fields: [field("body", "x".repeat(50_000))] });
  const inbox = () => {
    const made = scriptedInbox();
    made.messages.set(requestId, long);
    return made;
  };
  test.each(["approve", "modify"])("takes no %s from here", async (said) => {
    const desk = inbox();
    const answer = await send({ ...decision, decision: said, ...(said === "modify" && { args: {} }) }, desk);
    expect(answer).toMatchObject({ status: 403, json: { code: "cut" } });
    expect(desk.reviews).toEqual([]);
  });
  test("may be denied", async () => {
    const desk = inbox();
    expect((await send({ ...decision, decision: "deny" }, desk)).status).toBe(200);
  });
});

describe("what decides nothing", () => {
  const nothing = async (request: Request, status: number) => {
    const inbox = scriptedInbox();
    const answer = await answered(made.transport, request, inbox);
    expect(answer.status).toBe(status);
    expect(inbox.reviews).toEqual([]);
    if (request.method !== "HEAD") expect(answer.json).toMatchObject({ status });
    return answer;
  };
  test.each(["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH"])("%s, even signed", async (method) => {
    const { headers } = await nothing(signedRequest(decision, { method }), 405);
    expect(headers.get("allow")).toBe("POST");
  });
  test("a body without a signature", async () => {
    const init = { method: "POST", body: JSON.stringify(decision) };
    const { headers } = await nothing(new Request("https://desk.example/in/http", init), 401);
    expect(headers.get("www-authenticate")).not.toBeNull();
  });
  test("a signature by another key", async () => {
    await nothing(signedRequest(decision, { key: secret() }), 401);
  });
  test("a message of ours that is sent back", async () => {
    await made.transport.deliver({ ...refund, expiresAt: new Date(Date.now() + 60_000) });
    const { headers, body } = made.server.seen.at(-1) ?? ({} as never);
    await nothing(
      new Request("https://desk.example/in/http", { method: "POST", body, headers: headers as never }),
      401,
    );
    await nothing(signedRequest(decision, { key: OUT }), 401);
  });
  test.each([-301, 301])("a signature of %i seconds from now", async (seconds) => {
    await nothing(signedRequest(decision, { at: made.clock.now() + seconds * 1000 }), 401);
  });
  test("a signed body that was changed", async () => {
    const request = signedRequest(decision);
    const body = (await request.clone().text()).replace('"bo"', '"eve"');
    await nothing(new Request(request.url, { method: "POST", headers: request.headers, body }), 401);
  });
  test("a body of more than 256 KiB, signed or not", async () => {
    await nothing(signedRequest({ ...decision, reason: "x".repeat(256 * 1024) }), 413);
  });
  test("a body that is no JSON, which is told only where it is signed", async () => {
    await nothing(signedRequest("{", { key: secret() }), 401);
    await nothing(signedRequest("{"), 422);
  });
  test.each<[string, unknown]>([
    ["no object", "[]"],
    ["null", "null"],
    ["no JSON", "{"],
    ["empty", ""],
    ["without a request", { ...decision, requestId: undefined }],
    ["with a request that is no text", { ...decision, requestId: 7 }],
    ["without a revision", { ...decision, revision: undefined }],
    ["with a revision that is a text", { ...decision, revision: "1" }],
    ["with half a revision", { ...decision, revision: 1.5 }],
    ["with revision 0", { ...decision, revision: 0 }],
    ["without a digest", { ...decision, digest: "" }],
    ["with another decision", { ...decision, decision: "APPROVE" }],
    ["with two decisions", { ...decision, decision: ["approve", "deny"] }],
    ["without a person", { ...decision, decidedBy: "" }],
    ["with a person who is an object", { ...decision, decidedBy: { subject: "bo" } }],
    ["with a person of a long name", { ...decision, decidedBy: "b".repeat(257) }],
    ["with arguments of an approval", { ...decision, args: {} }],
    ["with a modification to nothing", { ...decision, decision: "modify" }],
    ["with a reason that is too long", { ...decision, reason: "x".repeat(2001) }],
    ["with a reason that is no text", { ...decision, reason: null }],
    ["with a proof of its own", { ...decision, proof: "L4" }],
    ["with an issuer of its own", { ...decision, issuer: "https://idp.example" }],
    ["with __proto__", `{"__proto__":{"decision":"approve"},${JSON.stringify(decision).slice(1)}`],
  ])("a signed body %s", async (_, body) => {
    const { json } = await nothing(signedRequest(body), 422);
    expect(json["issues"]).not.toEqual([]);
  });
  test("an issue says where, and not what", async () => {
    const { json } = await nothing(signedRequest({ ...decision, revision: "s3cret", decidedBy: "" }), 422);
    expect(json["issues"]).toMatchObject([{ path: "decidedBy" }, { path: "revision" }]);
    expect(JSON.stringify(json)).not.toContain("s3cret");
  });
});

describe("a decision that comes again", () => {
  test("with the same id is answered the same, and asked once", async () => {
    const inbox = scriptedInbox({ result: "recorded", why: "w" }, { result: "duplicate", why: "w" });
    const answers = [await send(decision, inbox, { id: "same" }), await send(decision, inbox, { id: "same" })];
    expect(answers.map(({ status, json }) => [status, json["result"]])).toEqual([
      [200, "recorded"],
      [200, "recorded"],
    ]);
    expect(inbox.reviews).toHaveLength(1);
  });
  test("at the same time is asked once", async () => {
    const inbox = scriptedInbox();
    await Promise.all(Array.from({ length: 20 }, () => send(decision, inbox, { id: "burst" })));
    expect(inbox.reviews).toHaveLength(1);
  });
  test("with the id of another is refused", async () => {
    const inbox = scriptedInbox();
    await send(decision, inbox, { id: "taken" });
    const answer = await send({ ...decision, decision: "deny" }, inbox, { id: "taken" });
    expect(answer).toMatchObject({ status: 409, json: { code: "id_reused" } });
    expect(inbox.reviews).toHaveLength(1);
  });
  test("is remembered for ten minutes, as long as any signature of it can be valid", async () => {
    const own = await hook();
    const inbox = scriptedInbox();
    const early = signedRequest(decision, { id: "late", at: own.clock.now() + 299_000 });
    await answered(own.transport, early.clone() as Request, inbox);
    await own.clock.advance("9m");
    await answered(own.transport, early.clone() as Request, inbox);
    expect(inbox.reviews).toHaveLength(1);
    await own.clock.advance("61s");
    expect((await answered(own.transport, early.clone() as Request, inbox)).status).toBe(401);
    await own.close();
  });
  test("is remembered among ten thousand others at most: then the desk's own answer counts", async () => {
    const own = await hook();
    const answering: Inbox = {
      message: async () => undefined,
      review: async () => ({ result: "duplicate", why: "w" }),
    };
    const inbox = scriptedInbox();
    await send(decision, inbox, { id: "first" }, own.transport);
    for (let at = 0; at < 10_000; at++) await send(decision, answering, { id: `other-${at}` }, own.transport);
    await send(decision, inbox, { id: "first" }, own.transport);
    expect(inbox.reviews).toHaveLength(2);
    await own.close();
  });
});

test("keys of the other system may be exchanged", async () => {
  const next = secret();
  const own = await hook({ answers: { secret: [IN, next], issuer: ISSUER } });
  for (const key of [IN, next])
    expect((await send(decision, scriptedInbox(), { key }, own.transport)).status).toBe(200);
  await own.close();
});
