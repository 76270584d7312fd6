import { afterEach, expect, test, vi } from "vitest";
import { staticDirectory } from "../../src/directories/static.js";
import { createCountersign } from "../../src/index.js";
import { policy } from "../../src/policy.js";
import { fakeClock, inMemory, memoryApprover } from "../../src/testing/testing.js";
import { httpOn } from "../../src/transports/http/http-on.js";
import { listen, type Reply, reply } from "../wire/server.js";
import { large, refunds, small } from "../world.js";
import { IN, ISSUER, OUT, PATH, secret, signedRequest } from "./hook.js";

const closes: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closes.splice(0).reverse()) await close();
});

interface Sent {
  readonly requestId: string;
  readonly revision: number;
  readonly digest: string;
}
const decisionOf = (sent: Sent | undefined, decidedBy: string) => {
  if (!sent) throw new Error("nothing was sent");
  const { requestId, revision, digest } = sent;
  return { requestId, revision, digest, decision: "approve", decidedBy };
};

/** A desk whose only transport is a URL; the system behind it names people as `ISSUER` does. */
async function office(...replies: Reply[]) {
  const server = await listen();
  server.will(...(replies.length > 0 ? replies : [reply(200)]));
  const clock = fakeClock(new Date().toISOString());
  const transport = httpOn(
    { url: `${server.url}${PATH}`, secret: OUT, answers: { secret: IN, issuer: ISSUER }, network: "any" },
    { clock },
  );
  const listed = (id: string, groups: readonly string[]) => ({
    id,
    identities: [{ issuer: ISSUER, subject: id }],
    groups,
  });
  const owner = { id: "owner", identities: [{ issuer: "test", subject: "owner" }] };
  const cs = createCountersign({
    ...inMemory(memoryApprover({}), clock),
    directory: staticDirectory([listed("ana", ["finance"]), listed("bo", ["finance"]), listed("eve", []), owner]),
    transports: [transport],
    policy: policy({ id: "p", rules: [small, large] }),
  });
  closes.push(server.close, () => cs.close());
  const { issue, ran } = refunds(cs);
  const call = { orderId: "o-1", amount: 600 };
  const attempt = () => issue.attempt(call, { key: "k", hold: 0 });
  const sent = () => server.seen.map(({ body }) => JSON.parse(body) as { type: string; data: Sent });
  const ask = async () => {
    await attempt();
    await vi.waitFor(() => expect(server.seen.length).toBeGreaterThan(0), { timeout: 20_000 });
    return decisionOf(sent()[0]?.data, "ana");
  };
  const receive = async (request: Request) => {
    const response = await cs.desk.receive("http", request);
    return { status: response?.status, json: JSON.parse((await response?.text()) ?? "") as Record<string, unknown> };
  };
  return { cs, clock, server, sent, ask, attempt, receive, ran };
}

test("a signed decision of a person approves the call, and the endpoint hears what became of it", async () => {
  const { ask, receive, attempt, ran, sent } = await office();
  const decision = await ask();
  expect(await receive(signedRequest(decision))).toMatchObject({ status: 200, json: { result: "resolved" } });
  expect(await attempt()).toMatchObject({ ok: true, value: { by: ["ana"] } });
  expect(ran).toHaveLength(1);
  await vi.waitFor(() => expect(sent().at(-1)).toMatchObject({ type: "approval.resolved" }), { timeout: 20_000 });
});

test("a modification makes a revision, which is sent and must be approved as it is", async () => {
  const { ask, receive, sent, attempt, ran } = await office();
  const decision = await ask();
  const args = { orderId: "o-1", amount: 550, note: "" };
  const said = { ...decision, decision: "modify", args };
  expect(await receive(signedRequest(said))).toMatchObject({ status: 200, json: { result: "revised", revision: 2 } });
  await vi.waitFor(() => expect(sent().at(-1)?.data).toMatchObject({ revision: 2, modifiable: true }), {
    timeout: 20_000,
  });
  expect(await receive(signedRequest(decision))).toMatchObject({ status: 409, json: { code: "stale" } });
  expect((await attempt()).ok).toBe(false);
  expect((await receive(signedRequest(decisionOf(sent().at(-1)?.data, "bo")))).status).toBe(200);
  expect(await attempt()).toMatchObject({ ok: true });
  expect(ran).toEqual([args]);
});

test("nothing is approved by a forged signature, a stale one, another digest, another revision or another person", async () => {
  const { ask, receive, attempt, ran, clock } = await office();
  const decision = await ask();
  const tries: [Request, number][] = [
    [signedRequest(decision, { key: secret() }), 401],
    [signedRequest(decision, { at: clock.now() - 301_000 }), 401],
    [signedRequest({ ...decision, digest: "x" }), 409],
    [signedRequest({ ...decision, revision: 2 }), 409],
    [signedRequest({ ...decision, requestId: "other" }), 404],
    [signedRequest({ ...decision, decidedBy: "eve" }), 404],
    [signedRequest({ ...decision, decidedBy: "nobody" }), 403],
    [signedRequest({ ...decision, decidedBy: "owner" }), 403],
    [signedRequest({ ...decision, decision: "modify", args: { amount: -1 } }), 422],
    [
      signedRequest(
        `${JSON.stringify({ ...decision, decision: "modify" }).slice(0, -1)},"args":${"[".repeat(50_000)}${"]".repeat(50_000)}}`,
      ),
      422,
    ],
  ];
  for (const [request, status] of tries) expect((await receive(request)).status).toBe(status);
  expect((await attempt()).ok).toBe(false);
  expect(ran).toEqual([]);
});

test("a decision that is replayed changes nothing, with its own id or with a new one", async () => {
  const { ask, receive, attempt, ran } = await office();
  const decision = await ask();
  const denied = { ...decision, decision: "deny" };
  const request = signedRequest(denied, { id: "one" });
  const first = await receive(request.clone() as Request);
  expect(await receive(request.clone() as Request)).toEqual(first);
  expect(first).toMatchObject({ status: 200, json: { result: "resolved" } });
  expect(await receive(signedRequest(denied))).toMatchObject({ status: 200, json: { result: "duplicate" } });
  expect(await receive(signedRequest(decision))).toMatchObject({ status: 409, json: { code: "too_late" } });
  expect(await attempt()).toMatchObject({ ok: false, error: { code: "denied" } });
  expect(ran).toEqual([]);
});

test("a failed delivery decides nothing, is visible without the URL, and can be sent again", async () => {
  const { cs, attempt, server, clock, receive, ran } = await office(reply(404), reply(200));
  await attempt();
  await vi.waitFor(() => expect(server.seen).toHaveLength(1), { timeout: 20_000 });
  const { requestId } = (JSON.parse(server.seen[0]?.body ?? "") as { data: { requestId: string } }).data;
  expect(await cs.desk.message(requestId)).toMatchObject({ state: "pending" });
  const again = await cs.desk.redeliver(requestId, "http");
  expect(again).toMatchObject({ at: "confirmed", id: server.seen[0]?.headers["webhook-id"] });
  expect(again).not.toHaveProperty("failed");
  await clock.advance("31m");
  expect((await attempt()).ok).toBe(false);
  expect(ran).toEqual([]);
  expect(
    (await receive(signedRequest({ requestId, revision: 1, digest: "x", decision: "approve", decidedBy: "ana" })))
      .status,
  ).not.toBe(200);
});

test("what failed is told by host and status alone", async () => {
  const { cs, attempt, server } = await office(reply(404));
  await attempt();
  await vi.waitFor(() => expect(server.seen).toHaveLength(1), { timeout: 20_000 });
  const { requestId } = (JSON.parse(server.seen[0]?.body ?? "") as { data: { requestId: string } }).data;
  expect(await cs.desk.redeliver(requestId, "http")).toMatchObject({ failed: `POST ${server.host}: status 404` });
});
