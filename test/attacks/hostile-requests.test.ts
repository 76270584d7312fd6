import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { withPasskeys } from "../../src/server/passkey.js";
import { memoryStore } from "../../src/stores/memory.js";
import { SAME_ORIGIN, visitor } from "../server/console-forms.js";
import { asked, deskServer, headerSignIn } from "../server/desk-server.js";
import { RP } from "../server/passkey-desk.js";

const RUNS = 200;
const NESTED = 100_000;
const deep = (open: string, close: string) => open.repeat(NESTED) + close.repeat(NESTED);

/** Texts that somebody would try. */
const texts = fc.oneof(
  fc.constantFrom("", "0", "-1", "1e400", "NaN", "abc", "9".repeat(16), "9".repeat(400), " ", "\u0000", "\ud800", "../..", "%", "%00", "%ff", "__proto__", "constructor", "toString", "null", "[object Object]", "x".repeat(20_000), "'; --", "<b>", "\u202e", "a\nb", "1,2"), // biome-ignore format: a list
  fc.string({ unit: "binary", maxLength: 40 }),
);
/** Values that a member of a JSON body may have. */
const values = fc.oneof(
  texts.map((text) => JSON.stringify(text)),
  fc.jsonValue().map((value) => JSON.stringify(value)),
  fc.constantFrom("1e999", "-0", "1.5", "9007199254740993", "{}", "[]", "null", "true", '{"a":1,"a":2}', '{"__proto__":1}', deep("[", "]"), deep('{"a":', "1}").replace("1}1}", "1}}")), // biome-ignore format: a list
);
const header = texts.map((text) => text.replace(/[^\x20-\x7e]/g, "").slice(0, 4_000));
const headers = fc.dictionary(
  fc.constantFrom("accept", "authorization", "content-type", "cookie", "idempotency-key", "if-none-match", "origin", "range", "sec-fetch-site", "x-forwarded-host"), // biome-ignore format: a list
  fc.oneof(
    header,
    fc.constantFrom(
      "application/json",
      "application/x-www-form-urlencoded",
      "text/html",
      "Bearer a.b.c",
      '"1"',
      "cs_form=%; cs_decision=e30",
    ),
  ),
  { maxKeys: 3 },
);
const people = fc.constantFrom("ana", "eve", "cy", "nobody", "");
const ids = (real: string) =>
  fc.oneof(fc.constant(real), fc.constantFrom("%00", "%ff", "%", "%2e%2e", "%ed%a0%80", "__proto__", "grant_x", "x".repeat(3_000)), texts.map((text) => encodeURIComponent(Buffer.from(text).toString()))); // biome-ignore format: a list
const query = (names: readonly string[]) =>
  fc
    .array(fc.tuple(fc.oneof({ weight: 4, arbitrary: fc.constantFrom("", ...names) }, texts), texts), { maxLength: 3 })
    .map((pairs) => `?${new URLSearchParams(pairs)}`);

interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
}
/** All operations of the API, as its own document lists them. */
async function operationsOf({ send }: ReturnType<typeof deskServer>) {
  const { paths } = (await (await send("/v1/openapi.json")).json()) as {
    paths: Record<string, Record<string, Operation>>;
  };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters = [] }]) => ({
      path,
      method: method.toUpperCase(),
      query: parameters.filter((one) => one.in === "query").map(({ name }) => name),
    })),
  );
}

/** Not one of these is the server's own fault. */
const isAnswered = async (answer: Response) => {
  const text = answer.headers.get("content-type")?.includes("event-stream") ? "" : await answer.text();
  await (answer.bodyUsed ? undefined : answer.body?.cancel());
  expect(answer.status, text.slice(0, 300)).toBeLessThan(500);
};

describe("whatever is sent, no answer is a 5xx:", () => {
  test("to every operation of the API's document", async () => {
    const desk = deskServer([asked({ approve: 2 })]);
    const { message } = await desk.waiting();
    const operations = await operationsOf(desk);
    expect(operations.length).toBeGreaterThan(8);
    const { requestId, revision, digest } = message;
    const member = fc.constantFrom("decision", "revision", "digest", "reason", "args", "remember", "outcome", "transport", "__proto__"); // biome-ignore format: a list
    const base = { decision: '"modify"', revision: String(revision), digest: JSON.stringify(digest), args: "{}", reason: '"r"' }; // biome-ignore format: a list
    const bodies = fc.oneof(
      fc.dictionary(member, values, { maxKeys: 3 }).map((changed) => ({ ...base, ...changed })),
      fc.record({ reason: values, outcome: values, transport: values }, { requiredKeys: [] }),
    );
    const raw = bodies.map((members) => `{${Object.entries(members).map(([name, value]) => `${JSON.stringify(name)}:${value}`)}}`); // biome-ignore format: a list
    const sent = fc.constantFrom(...operations).chain(({ path, method, query: names }) =>
      fc.record({
        path: ids(requestId).map((id) => path.replace("{id}", id)),
        method: fc.constant(method),
        query: names.length > 0 ? query(names) : fc.oneof(fc.constant(""), query(["wait"])),
        headers,
        as: people,
        body: fc.oneof(raw, values, texts),
      }),
    );
    await fc.assert(
      fc.asyncProperty(sent, async ({ path, method, query, headers, as, body }) => {
        const json = { "content-type": "application/json", ...headers };
        const init = method === "POST" ? { body, headers: json } : { headers };
        await isAnswered(await desk.send(path + query, { as, method, ...init }));
      }),
      { numRuns: RUNS },
    );
  });

  test("to every page and form of the console", async () => {
    const signIn = withPasskeys(headerSignIn, { ...RP, store: memoryStore(), withoutStepUp: "session" });
    const desk = deskServer([asked({ approve: 2 })], signIn);
    const { message } = await desk.waiting();
    const path = `/requests/${message.requestId}`;
    const forms = await Promise.all(
      ["ana", "eve"].map(async (as) => {
        const one = visitor(desk, as);
        const bound = one.hidden((await one.open(path)).html);
        return { as, bound, cookie: [...one.jar].map((pair) => pair.join("=")).join("; ") };
      }),
    );
    const names = ["decision", "typed", "meant", "reason", "remember", "step", "outcome", "transport", "assertion", "revision", "digest", "arg:amount", "arg:orderId", "adding", "attestation", "passkey"]; // biome-ignore format: a list
    const fields = fc.dictionary(
      fc.oneof(fc.constantFrom(...names), texts),
      fc.oneof(texts, values, fc.constantFrom("approve", "deny", "modify", "check", "send", "edit", "succeeded")),
      { maxKeys: 5 },
    );
    const kept = fc.oneof(values, fields.map((all) => JSON.stringify({ decision: "approve", requestId: message.requestId, after: 0, at: Date.parse("2026-01-01T00:00:00Z"), revision: 1, digest: message.digest, ...all }))); // biome-ignore format: a list
    const paths = ["", "/modify", "/step-up", "/step-up/start", "/log", "/decide", "/cancel", "/reconcile", "/redeliver"].map((end) => path + end); // biome-ignore format: a list
    const all = [...paths, "/", "/events", "/keys", "/assets/console.css", "/in/test", "/sign-in", "/sign-in/passkeys", "/sign-in/passkeys/add", "/sign-in/passkeys/remove", "/requests/%ff", "/%00"]; // biome-ignore format: a list
    const sent = fc.record({
      path: fc.constantFrom(...all),
      query: fc.oneof(
        fc.constant(""),
        query(["queue", "cursor", "effect", "text", "said", "adding", "next", "secret"]),
      ),
      method: fc.constantFrom("GET", "POST", "HEAD", "PUT", "OPTIONS"),
      form: fc.constantFrom(...forms),
      fields,
      kept,
      headers: fc.oneof(fc.constant({}), headers),
    });
    await fc.assert(
      fc.asyncProperty(sent, async ({ path, query, method, form, fields, kept, headers }) => {
        const cookie = `${form.cookie}; cs_decision=${Buffer.from(kept).toString("base64url")}`;
        const type = { "content-type": "application/x-www-form-urlencoded" };
        const body = new URLSearchParams({ ...form.bound, ...fields }).toString();
        const init = method === "POST" || method === "PUT" ? { body } : {};
        const given = { ...SAME_ORIGIN, ...type, cookie, ...headers };
        await isAnswered(await desk.send(path + query, { as: form.as, method, headers: given, ...init }));
      }),
      { numRuns: RUNS },
    );
  });
});

describe("a list that is asked from where no page ended", () => {
  test.each(["/v1/requests", "/v1/grants"])("is a problem that names the cursor at %s", async (path) => {
    const desk = deskServer();
    for (const cursor of ["abc", "-1", "", "1e3", "9".repeat(16), "9".repeat(99), "%00"]) {
      const answer = await desk.send(`${path}?cursor=${cursor}`, { as: "ana" });
      expect([cursor, answer.status]).toEqual([cursor, 422]);
      expect(await answer.json()).toMatchObject({ code: "invalid", issues: [{ path: "cursor" }] });
    }
  });
  test("leads to the first page of the console", async () => {
    const { html, status } = await visitor(deskServer(), "ana").open(`/?queue=open&cursor=${"9".repeat(16)}`);
    expect([status, html.includes("Waiting")]).toEqual([200, true]);
  });
});
