import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type Fields,
  fields,
  type NewEvent,
  originOf,
  originOfSource,
  readLine,
  sourceOf,
  template,
} from "../../src/audit/event.js";
import { canonical, type JsonObject } from "../../src/canonical.js";

const writer = { tenant: "acme", app: "support", writer: "01jd4zqk9r5tz8" };
const prev = "ab".repeat(32);
const time = "2026-01-01T00:00:00.000Z";
const trace = `00-${"a".repeat(32)}-${"b".repeat(16)}-01`;
const none: Fields = { a: "", b: "", c: "" };

const lineOf = (event: Partial<NewEvent>, seq = 7, who = writer): string =>
  template(who)({ type: "execution.started", callId: "c1", fields: none, ...event }, seq, prev, time).line;
const parsed = (line: string) => JSON.parse(line) as JsonObject & { data: JsonObject };

test("an event of a call is a CloudEvents 1.0 event with its place in the log", () => {
  expect(parsed(lineOf({ fields: fields({ action: "refund.issue", call_id: "c1" }), trace }))).toEqual({
    data: { action: "refund.issue", call_id: "c1", prev, seq: 7, writer: "01jd4zqk9r5tz8" },
    dataschema: "https://countersign.dev/schemas/v1/execution.started.json",
    id: "01jd4zqk9r5tz8-7",
    partitionkey: "c1",
    source: "urn:countersign:acme:support:01jd4zqk9r5tz8",
    specversion: "1.0",
    subject: "call/c1",
    time,
    traceparent: trace,
    type: "dev.countersign.execution.started.v1",
  });
});

test("an event about the log names the log and no call", () => {
  const event = parsed(lineOf({ type: "log.closed", callId: "" }));
  expect(event["subject"]).toBe("log/01jd4zqk9r5tz8");
  expect(event).not.toHaveProperty("partitionkey");
});

test("id, source and type beside the line are those of the line", () => {
  const event = template(writer)({ type: "call.denied", callId: "c", fields: none }, 12, prev, time);
  const { id, source, type } = parsed(event.line);
  expect({ id: event.id, source: event.source, type: event.type }).toEqual({ id, source, type });
});

test.for([
  ["", "nothing"],
  ["hello", "no traceparent"],
  [trace.toUpperCase(), "upper case"],
  [trace.replace(/^00/, "ff"), "version ff"],
  [`00-${"0".repeat(32)}-${"b".repeat(16)}-01`, "an all-zero trace id"],
  [`00-${"a".repeat(32)}-${"0".repeat(16)}-01`, "an all-zero parent id"],
  [`${trace}\n`, "a line break"],
  [`${trace}","x":"`, "a quotation mark"],
] as const)("a trace %j is left out: %s", ([text]) => {
  expect(parsed(lineOf({ trace: text }))).not.toHaveProperty("traceparent");
});

const key = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.constantFrom(
    "action",
    "prey",
    "policy",
    "q",
    "reason",
    "seq0",
    "sep",
    "session",
    "trace",
    "write",
    "Writer",
    "10",
  ),
);
const data = fc
  .dictionary(key, fc.jsonValue({ maxDepth: 2 }), { maxKeys: 8 })
  .map((all) =>
    Object.fromEntries(Object.entries(all).filter(([k]) => k < "writer" && k !== "prev" && k !== "seq")),
  ) as fc.Arbitrary<JsonObject>;

test("fields put together with prev, seq and writer are the canonical text of all of them", () => {
  fc.assert(
    fc.property(data, fc.nat(), (members, seq) => {
      const { a, b, c } = fields(members);
      const text = `{${a}"prev":"${prev}",${b}"seq":${seq},${c}"writer":"w"}`;
      expect(text).toBe(canonical({ ...members, prev, seq, writer: "w" }));
    }),
    { numRuns: 200 },
  );
});

test("every line is its own canonical text, on one line, whatever its names and members hold", () => {
  const name = fc.string({ unit: "grapheme", minLength: 1 });
  fc.assert(
    fc.property(data, name, name, name, fc.nat(), (members, tenant, app, callId, seq) => {
      const line = lineOf({ fields: fields(members), callId, trace }, seq, { tenant, app, writer: "w1" });
      expect(line).toBe(canonical(JSON.parse(line) as JsonObject));
      expect(line).not.toMatch(/[\n\r]/);
    }),
    { numRuns: 200 },
  );
});

test.for(["prev", "seq", "writer", "writers", "zone"])(
  "a member %s is refused, because the line would not be canonical",
  (name) => {
    expect(() => fields({ [name]: 1 })).toThrow(new RegExp(`data.${name}: an event's own members`));
  },
);

test("a member without a value is refused", () => {
  expect(() => fields({ reason: undefined } as unknown as JsonObject)).toThrow(/data.reason: has no value/);
});

test("no part of a source or origin can be taken for another", () => {
  const odd = { tenant: "a:b/c", app: "d e+f", writer: "w" };
  expect(sourceOf(odd)).toBe("urn:countersign:a%3Ab%2Fc:d%20e%2Bf:w");
  expect(originOf(odd)).toBe("countersign/a%3Ab%2Fc/d%20e%2Bf/w");
});

test("a source tells its origin, and a source that is not ours tells none", () => {
  const name = fc.string({ unit: "grapheme", minLength: 1 });
  fc.assert(
    fc.property(name, name, name, (tenant, app, id) => {
      const who = { tenant, app, writer: id };
      expect(originOfSource(sourceOf(who))).toBe(originOf(who));
    }),
  );
  for (const odd of [
    "",
    "urn:countersign:a:b",
    "urn:countersign:a:b:c:d",
    "urn:other:a:b:c",
    "urn:countersign:a/:b:c",
  ]) {
    expect(originOfSource(odd)).toBeUndefined();
  }
});

test("a line that was written reads back", () => {
  expect(readLine(lineOf({ fields: fields({ call_id: "c1" }) }))).toMatchObject({
    type: "execution.started",
    source: "urn:countersign:acme:support:01jd4zqk9r5tz8",
    id: "01jd4zqk9r5tz8-7",
    seq: 7,
    prev,
    writer: "01jd4zqk9r5tz8",
    data: { call_id: "c1" },
  });
});

const line = lineOf({});
test.for([
  ["", "nothing"],
  ["null", "null"],
  ["[]", "an array"],
  [line.slice(0, -1), "a torn line"],
  [line.replace('"seq":7', '"seq":"7"'), "a seq that is text"],
  [line.replace('"seq":7', '"seq":-1'), "a negative seq"],
  [line.replace('"seq":7', '"seq":1.5'), "a broken seq"],
  [line.replace("dev.countersign.", "com.example."), "another's type"],
  [line.replace('"prev"', '"prex"'), "no prev"],
  [line.replace(/"data":\{[^}]*\}/, '"data":null'), "no data"],
] as const)("%j is not read as an event: %s", ([text]) => {
  expect(readLine(text)).toBeUndefined();
});
