import { describe, expect, test } from "vitest";
import { http } from "../../src/transports/http.js";
import { hook, IN, ISSUER, OUT, secret } from "./hook.js";
import { refund } from "./refund-message.js";

const url = "https://hooks.example/s3cret";
type Options = Parameters<typeof http>[0];
const answers = { secret: IN, issuer: ISSUER };

describe("a transport", () => {
  test("is made of a URL and a secret; then it only tells", () => {
    const transport = http({ url, secret: OUT });
    expect(transport).toMatchObject({ name: "http", capabilities: { proof: false, modify: false, update: true } });
    expect(transport.receive).toBeUndefined();
  });
  test("with answers takes decisions of proof L1, modifications too", () => {
    const transport = http({ url, secret: OUT, answers, name: "tickets" });
    expect(transport).toMatchObject({ name: "tickets", capabilities: { proof: "L1", modify: true, maxBytes: 20_000 } });
    expect(transport.receive).toBeTypeOf("function");
  });
  test.each<[string, Partial<Record<keyof Options | "extra", unknown>>]>([
    ["http.url", { url: "http://hooks.example/s3cret" }],
    ["http.url", { url: "https://10.0.0.1/s3cret" }],
    ["http.url", { url: "s3cret" }],
    ["http.secret", { secret: "s3cret" }],
    ["http.secret", { secret: undefined }],
    ["http.secret", { secret: [] }],
    ["http.answers.secret", { answers: { secret: OUT, issuer: ISSUER } }],
    ["http.answers.secret", { secret: [secret(), OUT], answers: { secret: [IN, OUT], issuer: ISSUER } }],
    ["http.answers.secret", { answers: { issuer: ISSUER } }],
    ["http.answers.issuer", { answers: { secret: IN, issuer: "" } }],
    ["http.answers.issuer", { answers: { secret: IN, issuer: 7 } }],
    ["http.answers.extra", { answers: { ...answers, extra: 1 } }],
    ["http.answers", { answers: null }],
    ["http.network", { network: "private" }],
    ["http.name", { name: "" }],
    ["http.name", { name: "a/b" }],
    ["http.name", { name: "x".repeat(65) }],
    ["http.extra", { extra: 1 }],
  ])("says %s where %j cannot work, and no secret", (where, wrong) => {
    const make = () => http({ url, secret: OUT, ...wrong } as never);
    expect(make).toThrow(expect.objectContaining({ code: "input", message: expect.stringContaining(`${where}:`) }));
    expect(make).toThrow(expect.objectContaining({ message: expect.not.stringContaining("s3cret") }));
    expect(make).toThrow(expect.objectContaining({ message: expect.not.stringContaining(OUT.slice(6)) }));
  });
  test("needs options", () => {
    expect(() => http(undefined as never)).toThrow(expect.objectContaining({ code: "input" }));
  });
  test("sends a signature by each of several secrets", async () => {
    const made = await hook({ secret: [secret(), OUT, secret()] });
    await made.transport.deliver({ ...refund, expiresAt: new Date(Date.now() + 60_000) });
    expect(made.events()).toHaveLength(1);
    expect(String(made.server.seen[0]?.headers["webhook-signature"]).split(" ")).toHaveLength(3);
    await made.close();
  });
});
