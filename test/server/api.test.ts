import { parse, validate } from "@readme/openapi-parser";
import { expect, test } from "vitest";
import { openapi } from "../../src/server/api/openapi.js";
import { operations } from "../../src/server/api/operations.js";
import { createHandler } from "../../src/server/server.js";
import { sampleMessage } from "../../src/testing/sample-message.js";
import { approve, deny } from "../../src/testing/testing.js";
import { outgoingOf } from "../../src/transports/http/event.js";
import { asked, call, deskServer, headerSignIn } from "./desk-server.js";

const shownTo = async (desk: ReturnType<typeof deskServer>, id: string, as = "ana") =>
  (await (await desk.send(`/v1/requests/${id}`, { as })).json()) as {
    message: { revision: number; digest: string; state: string };
    you: { id: string; may: string };
  };

/** What ana would send to decide on the request as it is. */
async function about(desk: ReturnType<typeof deskServer>, id: string) {
  const { message } = await shownTo(desk, id);
  return { revision: message.revision, digest: message.digest };
}

test("a person lists what waits for them, looks at it, and approves it; the call runs", async () => {
  const desk = deskServer();
  const { done, message } = await desk.waiting();
  const page = (await (await desk.send("/v1/requests", { as: "ana" })).json()) as { items: { requestId: string }[] };
  expect(page.items.map(({ requestId }) => requestId)).toEqual([message.requestId]);
  const { revision, digest } = await about(desk, message.requestId);
  const answer = await desk.post(`/v1/requests/${message.requestId}/reviews`, "ana", {
    decision: "approve",
    revision,
    digest,
  });
  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({ result: "resolved" });
  expect(await done).toMatchObject({ ok: true, value: { refunded: 900 } });
});

test("who is not signed in gets nothing but that", async () => {
  const desk = deskServer();
  const { message } = await desk.waiting();
  for (const path of ["/v1/requests", `/v1/requests/${message.requestId}`, "/v1/grants", "/v1/events", "/"])
    expect((await desk.send(path)).status).toBe(401);
});

test("an answer to another revision is a conflict, and recorded nowhere", async () => {
  const desk = deskServer();
  const { message } = await desk.waiting();
  const { digest } = await about(desk, message.requestId);
  const answer = await desk.post(`/v1/requests/${message.requestId}/reviews`, "ana", {
    decision: "approve",
    revision: 2,
    digest,
  });
  expect(answer.status).toBe(409);
  expect(answer.headers.get("content-type")).toBe("application/problem+json");
  expect(await answer.json()).toMatchObject({ status: 409, code: "stale" });
  expect((await shownTo(desk, message.requestId)).message.state).toBe("pending");
});

test("a decision that needs more proof says which", async () => {
  const desk = deskServer([asked({ proof: "L3" })]);
  const { message } = await desk.waiting();
  const shown = await about(desk, message.requestId);
  const answer = await desk.post(`/v1/requests/${message.requestId}/reviews`, "ana", { decision: "approve", ...shown });
  expect(answer.status).toBe(403);
  expect(await answer.json()).toMatchObject({ code: "needs_step_up", proof: "L3" });
});

test("a modification that the schema refuses says where, without repeating what was sent", async () => {
  const desk = deskServer();
  const { message } = await desk.waiting();
  const shown = await about(desk, message.requestId);
  const args = { ...call, amount: -77777 };
  const answer = await desk.post(`/v1/requests/${message.requestId}/preview`, "ana", {
    decision: "modify",
    args,
    ...shown,
  });
  const text = await answer.text();
  expect(answer.status).toBe(422);
  expect(JSON.parse(text)).toMatchObject({ code: "invalid", issues: [{ path: "amount" }] });
  expect(text).not.toContain("77777");
});

test.each([
  ["a decision that there is none of", { decision: "yes" }],
  ["a member that is not known", { decision: "deny", force: true }],
  ["no digest", { decision: "deny", digest: undefined }],
  ["a reason that is no text", { decision: "deny", reason: 7 }],
])("%s is refused by the schema of the body", async (_, change) => {
  const desk = deskServer();
  const { message } = await desk.waiting();
  const shown = await about(desk, message.requestId);
  const answer = await desk.post(`/v1/requests/${message.requestId}/reviews`, "ana", { ...shown, ...change });
  expect(answer.status).toBe(422);
  expect((await shownTo(desk, message.requestId)).message.state).toBe("pending");
});

test("only JSON is taken as a body", async () => {
  const desk = deskServer();
  const { message } = await desk.waiting();
  const path = `/v1/requests/${message.requestId}/cancel`;
  const form = { as: "eve", method: "POST", body: "reason=x", headers: { "content-type": "text/plain" } };
  expect((await desk.send(path, form)).status).toBe(415);
  expect((await desk.send(path, { ...form, headers: { "content-type": "application/json" } })).status).toBe(400);
});

test("a query that is not known is refused", async () => {
  const desk = deskServer();
  expect((await desk.send("/v1/requests?limit=1000", { as: "ana" })).status).toBe(422);
  expect((await desk.send("/v1/requests?limits=10", { as: "ana" })).status).toBe(422);
  expect((await desk.send("/v1/requests?limit=10", { as: "ana" })).status).toBe(200);
});

test("a page of another site cannot decide with the person's session", async () => {
  const desk = deskServer();
  const { message } = await desk.waiting();
  const shown = await about(desk, message.requestId);
  const review = { decision: "approve", ...shown };
  for (const headers of [{ origin: "https://evil.example" }, { origin: "null" }, { "sec-fetch-site": "cross-site" }])
    expect((await desk.post(`/v1/requests/${message.requestId}/reviews`, "ana", review, headers as never)).status).toBe(
      403,
    );
  expect((await shownTo(desk, message.requestId)).message.state).toBe("pending");
});

test("the same request under the same key is answered once, another one under it is refused", async () => {
  const desk = deskServer([asked({ approve: 2 })]);
  const { message } = await desk.waiting();
  const review = { decision: "approve", ...(await about(desk, message.requestId)) };
  const path = `/v1/requests/${message.requestId}/reviews`;
  const key = { "idempotency-key": '"8e03"' };
  const first = await (await desk.post(path, "ana", review, key)).json();
  const again = await desk.post(path, "ana", review, { "idempotency-key": "8e03" });
  expect(again.headers.get("idempotent-replayed")).toBe("true");
  expect(await again.json()).toEqual(first);
  expect((await desk.post(path, "ana", { ...review, reason: "x" }, key)).status).toBe(422);
  expect(await (await desk.post(path, "bo", review, key)).json()).toMatchObject({ result: "resolved" });
});

interface Shown {
  readonly deliveries: readonly unknown[];
}

test("a key whose request is still running is a conflict", async () => {
  const desk = deskServer([asked({ approve: 2 })]);
  const { message } = await desk.waiting();
  const review = { decision: "approve", ...(await about(desk, message.requestId)) };
  const path = `/v1/requests/${message.requestId}/reviews`;
  const both = [1, 2].map(() => desk.post(path, "ana", review, { "idempotency-key": "k" }));
  expect((await Promise.all(both)).map(({ status }) => status).sort()).toEqual([200, 409]);
});

test("whoever waits hears of a decision when it is made", async () => {
  const desk = deskServer();
  const { message } = await desk.waiting();
  const waiting = desk.send(`/v1/requests/${message.requestId}?wait=25`, { as: "bo" });
  await message.answer(deny("ana"));
  expect(await (await waiting).json()).toMatchObject({ message: { state: "denied" } });
});

test("whoever has seen the request as it is waits for what is new, also a first of two answers", async () => {
  const desk = deskServer([asked({ approve: 2 })]);
  const { message } = await desk.waiting();
  const path = `/v1/requests/${message.requestId}`;
  const brought = async () => ((await (await desk.send(path, { as: "bo" })).json()) as Shown).deliveries.length;
  await expect.poll(brought).toBe(1); // that it was delivered is news, too
  const etag = (await desk.send(path, { as: "bo" })).headers.get("etag") ?? "";
  expect((await desk.send(path, { as: "bo", headers: { "if-none-match": etag } })).status).toBe(304);
  await message.answer(approve("ana"));
  const changed = await desk.send(`${path}?wait=25`, { as: "bo", headers: { "if-none-match": etag } });
  expect(await changed.json()).toMatchObject({ message: { state: "pending", agreed: 1 } });
});

test("a stream says that something changed, and nothing of what", async () => {
  const desk = deskServer();
  const { message } = await desk.waiting();
  const stream = await desk.send("/v1/events", { as: "eve" });
  const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
  expect((await reader?.read())?.value).toBe("retry: 3000\n\n");
  await message.answer(deny("ana"));
  const text = (await reader?.read())?.value ?? "";
  expect(text).toContain("event: changed");
  expect(text).not.toContain(message.requestId);
  await reader?.cancel();
});

test("the document is valid OpenAPI 3.1 and has every operation that there is", async () => {
  const desk = deskServer();
  const document = await (await desk.send("/v1/openapi.json")).json();
  expect((await validate(structuredClone(document))).valid).toBe(true);
  const { paths } = (await parse(document)) as { paths: Record<string, Record<string, { operationId: string }>> };
  const ids = Object.values(paths).flatMap((path) => Object.values(path).map(({ operationId }) => operationId));
  expect(ids.sort()).toEqual(operations.map(({ id }) => id).sort());
});

test.each(operations.map((one) => [one.method, one.path] as const))(
  "%s %s is served as the document says",
  async (method, path) => {
    const desk = deskServer();
    const at = path.replace("{id}", "nothing");
    const answer = await desk.send(at, {
      as: "ana",
      method: method.toUpperCase(),
      ...(method === "post" && { body: "{}", headers: { "content-type": "application/json" } }),
    });
    expect([200, 404, 422]).toContain(answer.status);
    expect(answer.status === 404 ? (await answer.json()).code : "").not.toBeUndefined();
  },
);

test("the document describes each event that the webhook transport sends", async () => {
  const { components } = openapi("https://desk.example") as {
    components: { schemas: { Event: { properties: { type: { enum: string[] } }; required: string[] } } };
  };
  const { properties, required } = components.schemas.Event;
  for (const kind of ["request", "reminder", "escalation", "resolution"] as const) {
    const { body } = await outgoingOf(sampleMessage("event", { kind }), 0);
    const event = JSON.parse(body) as { type: string };
    expect(Object.keys(event)).toEqual(required);
    expect(properties.type.enum).toContain(event.type);
  }
});

test("a stream that is left, or was never read, watches nothing", async () => {
  const { cs } = deskServer();
  let watchers = 0;
  const watched = {
    ...cs.desk,
    async watch(onHint: Parameters<typeof cs.desk.watch>[0]) {
      const leave = await cs.desk.watch(onHint);
      watchers++;
      return async () => {
        watchers--;
        await leave();
      };
    },
  };
  const handle = createHandler(watched, { path: "/", signIn: headerSignIn });
  const ask = (method: string) => handle(new Request("http://h/v1/events", { method, headers: { "x-person": "ana" } }));
  expect((await ask("HEAD")).status).toBe(200);
  expect(watchers).toBe(0);
  const reader = (await ask("GET")).body?.getReader();
  await reader?.read();
  expect(watchers).toBe(1);
  await reader?.cancel();
  await expect.poll(() => watchers).toBe(0);
});
