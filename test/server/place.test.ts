import { expect, test } from "vitest";
import { createCountersign, isCountersignError } from "../../src/index.js";
import { policy } from "../../src/policy.js";
import { placeOf } from "../../src/server/place.js";
import { createHandler } from "../../src/server/server.js";
import { inMemory, memoryApprover } from "../../src/testing/testing.js";
import { asked, deskServer, headerSignIn, PEOPLE } from "./desk-server.js";

const place = (url: string, pattern: string, desk: { url?: string } = {}) => placeOf(desk, new Request(url), pattern);

test.each([
  ["at the root", "http://127.0.0.1:1/v1/x?a=1", "", undefined, "http://127.0.0.1:1", "http://127.0.0.1:1/v1/x?a=1"],
  ["at a path", "http://h/desk/v1/x", "/desk", undefined, "http://h/desk", "http://h/desk/v1/x"],
  [
    "at a pattern",
    "http://h/t/acme/desk/v1",
    "/t/:tenant/desk",
    undefined,
    "http://h/t/acme/desk",
    "http://h/t/acme/desk/v1",
  ],
  [
    "behind a proxy",
    "http://10.0.0.7/desk/v1",
    "/desk",
    "https://review.acme.com/",
    "https://review.acme.com",
    "https://review.acme.com/v1",
  ],
  [
    "behind one that adds a path",
    "http://10.0.0.7/v1",
    "",
    "https://acme.com/cs",
    "https://acme.com/cs",
    "https://acme.com/cs/v1",
  ],
])("a request that comes in %s is placed as the outside sees it", (_, url, pattern, configured, base, outside) => {
  const found = place(url, pattern, configured === undefined ? {} : { url: configured });
  expect(found).toEqual({ base, url: outside, origin: configured === undefined ? "host" : "config" });
});

test("a form of the desk's own address decides, whatever host name the proxy gives", async () => {
  const people = memoryApprover(PEOPLE);
  const cs = createCountersign({
    ...inMemory(people),
    url: "https://review.acme.com",
    policy: policy({ id: "p", rules: [asked()] }),
  });
  const handle = createHandler(cs.desk, { path: "/", signIn: headerSignIn });
  const post = (origin: string) =>
    handle(
      new Request("http://10.0.0.7/v1/requests/x/cancel", {
        method: "POST",
        body: '{"reason":"x"}',
        headers: { origin, "x-person": "ana", "content-type": "application/json" },
      }),
    );
  expect((await post("http://10.0.0.7")).status).toBe(403);
  expect((await post("https://review.acme.com")).status).toBe(404); // no such request: it was asked
});

test("one handler serves many desks, each by its path, and says nothing where there is none", async () => {
  const desks = new Map([
    ["acme", deskServer()],
    ["umbrella", deskServer()],
  ]);
  const handle = createHandler((request) => desks.get(new URL(request.url).pathname.split("/")[2] ?? "")?.cs.desk, {
    path: "/t/:tenant/countersign",
    signIn: headerSignIn,
  });
  const { message } = await (desks.get("acme") as ReturnType<typeof deskServer>).waiting();
  const shown = (tenant: string) =>
    handle(
      new Request(`http://h/t/${tenant}/countersign/v1/requests/${message.requestId}`, {
        headers: { "x-person": "ana" },
      }),
    );
  expect([(await shown("acme")).status, (await shown("umbrella")).status, (await shown("nobody")).status]).toEqual([
    200, 404, 404,
  ]);
});

test("without a sign-in there are the keys and what transports take in, and nothing else", async () => {
  const { cs } = deskServer();
  const handle = createHandler(cs.desk, { path: "/countersign" });
  const statusOf = async (path: string) => (await handle(new Request(`http://h/countersign${path}`))).status;
  expect(await statusOf("/keys")).toBe(200);
  for (const path of ["/", "/v1/requests", "/in/none", "/sign-in", "/nothing"]) expect(await statusOf(path)).toBe(404);
});

test("the keys are those of the log and of the seals, without private parts", async () => {
  const { send, parts } = deskServer();
  const { keys } = (await (await send("/keys")).json()) as { keys: object[] };
  expect(keys).toEqual([parts.audit.signer.publicJwk]);
});

test("a path that is none is refused when the handler is made", () => {
  const made = () => createHandler(deskServer().cs.desk, { path: "countersign" });
  expect(made).toThrow(expect.objectContaining({ code: "input" }));
  try {
    made();
  } catch (error) {
    expect(isCountersignError(error, "input")).toBe(true);
  }
});

test("what fails inside is told as a bare error, without its text", async () => {
  const { cs } = deskServer();
  const broken = { ...cs.desk, requests: () => Promise.reject(new Error("password=hunter2")) };
  const handle = createHandler(broken, { path: "/", signIn: headerSignIn });
  const answer = await handle(new Request("http://h/v1/requests", { headers: { "x-person": "ana" } }));
  expect(answer.status).toBe(500);
  expect(await answer.text()).not.toContain("hunter2");
});
