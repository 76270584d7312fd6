// No OPA runs here (it is a Go binary). The server speaks OPA's Data API as its REST reference documents it: `POST
// /v1/data/<package>/<rule>` of `{ input }`, 200 with `{ result, decision_id }`, without `result` for an undefined
// document, and errors as `{ code, message, errors }`.
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { opaJudge } from "../../src/judges/opa.js";
import { isWireError } from "../../src/wire/failed.js";
import { hangUp, type Reply, reply, type Server, silence } from "../wire/server.js";
import { dataApi, evalError, opa } from "./opa-server.js";
import { call, failed, finance } from "./parts.js";

const PATIENT = 10_000; // a busy machine is slow, not wrong
const PATH = "/v1/data/countersign/decision";
let server: Server;
let document: unknown;
beforeEach(async () => {
  server = await opa({ "countersign/decision": () => document });
});
afterEach(() => server.close());

const judge = (more: object = {}) =>
  opaJudge({ url: server.url + PATH, require: { finance }, timeout: PATIENT, ...more });
const answering = (value: unknown) => {
  document = value;
  return Promise.resolve(judge().judge(call()));
};

describe("a decision", () => {
  test.each([
    [true, { verdict: "allow", rules: ["opa/countersign/decision"] }],
    [false, { verdict: "deny", rules: ["opa/countersign/decision"] }],
    [{ verdict: "allow" }, { verdict: "allow", rules: ["opa/countersign/decision"] }],
    [
      { verdict: "deny", rules: ["a", "b c"] },
      { verdict: "deny", rules: ["opa/a", "opa/b c"] },
    ],
    [
      { verdict: "deny", rules: [], reason: "late" },
      { verdict: "deny", rules: ["opa/countersign/decision"] },
    ],
    [
      { verdict: "ask", rules: ["large"], require: "finance" },
      { verdict: "ask", rules: ["opa/large"], require: finance },
    ],
    [{ verdict: "none" }, { verdict: "none" }],
  ])("%j is %j", async (value, verdict) => {
    expect(await answering(value)).toEqual(verdict);
  });

  test.each<[string, unknown]>([
    ["undefined", undefined],
    ["null", null],
    ["a text", "allow"],
    ["a number", 1],
    ["a set of denials", ["no"]],
    ["a whole package", { allow: true }],
    ["without a verdict", {}],
    ["of an unknown verdict", { verdict: "permit" }],
    ["of a verdict in capitals", { verdict: "ALLOW" }],
    ["with an unknown key", { verdict: "allow", obligations: [] }],
    ["with the key __proto__", JSON.parse('{"verdict":"allow","__proto__":{}}')],
    ["an ask for nothing", { verdict: "ask" }],
    ["an ask for an unknown requirement", { verdict: "ask", require: "legal" }],
    ["an ask for what every object has", { verdict: "ask", require: "constructor" }],
    ["an ask for a requirement of its own", { verdict: "ask", require: finance }],
    ["an allow with a requirement", { verdict: "allow", require: "finance" }],
    ["with rules that are no list", { verdict: "allow", rules: "a" }],
    ["with a rule that is no text", { verdict: "allow", rules: [1] }],
    ["with a rule without a name", { verdict: "allow", rules: [""] }],
    ["with hidden characters in a rule", { verdict: "deny", rules: ["a\u202eb"] }],
    ["with a line break in a rule", { verdict: "deny", rules: ["a\nb"] }],
    ["with a name that is too long", { verdict: "deny", rules: ["x".repeat(257)] }],
    ["with too many rules", { verdict: "deny", rules: Array.from({ length: 101 }, String) }],
    ["with a reason that is no text", { verdict: "allow", reason: {} }],
  ])("%s is none", async (_, value) => {
    expect(await failed(answering(value))).toContain("OPA");
  });

  test("is by another rule of the same server where the url says so", async () => {
    server.will(dataApi({ "a/b/allow": (input) => (input as { effect: string }).effect === "money" }));
    const other = opaJudge({ url: `${server.url}/v1/data/a/b/allow`, require: {} });
    expect(await other.judge(call())).toEqual({ verdict: "allow", rules: ["opa/a/b/allow"] });
    expect(await other.judge(call({}, {}, { effect: "read" }))).toEqual({ verdict: "deny", rules: ["opa/a/b/allow"] });
  });
});

describe("the question", () => {
  test("is the call as the rule's input, and nothing else", async () => {
    document = true;
    const asked = call({ amount: 5, note: 'é"\n' }, { environment: "production", tainted: true });
    await judge().judge(asked);
    expect(server.seen).toHaveLength(1);
    const [seen] = server.seen;
    expect(seen).toMatchObject({ method: "POST", path: `${PATH}?strict-builtin-errors=true` });
    expect(JSON.parse(seen?.body ?? "")).toEqual({ input: asked });
  });

  test("leaves it to the url how errors of built-in functions count, where that says so", async () => {
    document = true;
    await opaJudge({ url: `${server.url}${PATH}?strict-builtin-errors=false&metrics=true`, require: {} }).judge(call());
    expect(server.seen[0]?.path).toBe(`${PATH}?strict-builtin-errors=false&metrics=true`);
  });
});

describe("no decision", () => {
  const allow = JSON.stringify({ result: true });
  test.each<[string, Reply, string]>([
    ["a package that is not there", dataApi({}), "no decision"],
    ["a fault of the evaluation", evalError, "status 500"],
    ["a refusal", reply(401, {}, allow), "status 401"],
    ["no such server", reply(404, {}, allow), "status 404"],
    ["created", reply(201, {}, allow), "status 201"],
    ["too many requests", reply(429, { "retry-after": "1" }, allow), "status 429"],
    ["no service", reply(503, {}, allow), "status 503"],
    ["a redirect", reply(307, { location: "/elsewhere" }, allow), "redirect"],
    ["no JSON", reply(200, {}, "true"), "no decision"],
    ["HTML", reply(200, {}, "<html>"), "not JSON"],
    ["nothing", reply(200), "not JSON"],
    ["a bare document, as of the older API", reply(200, {}, JSON.stringify({ verdict: "allow" })), "no decision"],
    ["an answer without end", reply(200, {}, `{"result":true,"x":"${"x".repeat(8 * 1024 * 1024)}"}`), "longer than"],
  ])("is %s, asked once", async (_, answer, said) => {
    server.will(answer, dataApi({ "countersign/decision": () => true }));
    expect(await failed(judge().judge(call()))).toContain(said);
    expect(server.seen).toHaveLength(1);
  });

  test("is a server that stays silent, after the time-out", async () => {
    server.will(silence);
    expect(await failed(judge({ timeout: 50 }).judge(call()))).toContain("no decision within 50 ms");
    expect(server.seen.length).toBeLessThanOrEqual(1);
  });

  test("is, unless it is said, waited for two seconds", async () => {
    server.will(silence);
    expect(await failed(judge({ timeout: undefined }).judge(call()))).toContain("no decision within 2000 ms");
  });

  test("is a server that is not there", async () => {
    const gone = judge();
    await server.close();
    expect(await failed(gone.judge(call()))).toContain("ECONNREFUSED");
  });

  test("is not yet a connection that is lost: it is asked again", async () => {
    document = true;
    server.will(hangUp, dataApi({ "countersign/decision": () => document }));
    expect(await judge().judge(call())).toMatchObject({ verdict: "allow" });
    expect(server.seen).toHaveLength(2);
  });

  test("tells nothing of the call or of the answer", async () => {
    server.will(reply(500, {}, "hush-1"));
    const error = await Promise.resolve(judge().judge(call({ note: "hush-2" }))).catch((error: unknown) => error);
    expect(isWireError(error)).toBe(true);
    const told = [await failed(answering({ verdict: "hush-3" })), String(error), JSON.stringify(error)].join();
    expect(told).not.toContain("hush");
  });
});

describe("options", () => {
  const make = (change: object) => () => opaJudge({ url: `https://opa.example${PATH}`, require: {}, ...change });
  test.each(["https://opa.example", "http://localhost:8181", "http://127.0.0.1:8181", "http://[::1]:8181"])(
    "%s may be asked",
    (origin) => {
      expect(make({ url: origin + PATH })).not.toThrow();
      expect(make({ url: `${origin}/behind/a/proxy${PATH}` })).not.toThrow();
    },
  );
  test.each<[object, RegExp]>([
    [{ url: undefined }, /opaJudge\.url: give the address/],
    [{ url: "opa" }, /opaJudge\.url: give the address/],
    [{ url: `http://opa.example${PATH}` }, /must be https/],
    [{ url: `http://127.0.0.1.evil.example${PATH}` }, /must be https/],
    [{ url: `http://localhost.evil.example${PATH}` }, /must be https/],
    [{ url: `ftp://localhost${PATH}` }, /must be https/],
    [{ url: `https://user:pass@opa.example${PATH}` }, /no credentials/],
    [{ url: `https://opa.example${PATH}#x` }, /no fragment/],
    [{ url: "https://opa.example" }, /must name a rule/],
    [{ url: "https://opa.example/v1/data" }, /must name a rule/],
    [{ url: "https://opa.example/v1/data/" }, /must name a rule/],
    [{ url: "https://opa.example/v0/data/a/b" }, /must name a rule/],
    [{ timeout: 0 }, /opaJudge\.timeout/],
    [{ timeout: 10_001 }, /opaJudge\.timeout/],
    [{ timeout: 1.5 }, /opaJudge\.timeout/],
    [{ timeout: "2s" }, /opaJudge\.timeout/],
    [{ require: undefined }, /opaJudge\.require: give requirements by name/],
    [{ require: [finance] }, /opaJudge\.require: give requirements by name/],
    [{ require: { "": finance } }, /opaJudge\.require: a name must be/],
    [{ require: { finance: {} } }, /opaJudge\.require\.finance\.approvers: is missing/],
    [{ require: { finance: { ...finance, approvers: [] } } }, /opaJudge\.require\.finance\.approvers: an empty list/],
    [
      { require: { finance: { ...finance, within: "soon" } } },
      /opaJudge\.require\.finance\.within: must be a duration/,
    ],
    [{ token: "x" }, /opaJudge\.token: unknown option: use url, require, timeout/],
  ])("%j are refused, naming the place", (change, said) => {
    expect(make(change)).toThrow(said);
    expect(make(change)).toThrow(expect.objectContaining({ code: "input" }));
  });
  test("a requirement that is changed later is asked for as it was given", async () => {
    const mine = { finance: { approvers: { group: "finance" }, within: "30m" as const } };
    const made = judge({ require: mine });
    mine.finance.approvers.group = "anybody";
    document = { verdict: "ask", require: "finance" };
    expect(await made.judge(call())).toMatchObject({ require: finance });
  });
});
