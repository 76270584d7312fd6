import fc from "fast-check";
import { expect, test } from "vitest";
import { checkpointBody, parseCheckpoint } from "../../src/audit/checkpoint.js";
import { pae } from "../../src/audit/dsse.js";
import { originOf } from "../../src/audit/event.js";
import { utf8 } from "../../src/canonical.js";

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

test("the encoding is that of the DSSE specification's example", () => {
  // secure-systems-lab/dsse, protocol.md v1.0.2, "Test vectors".
  const encoded = "DSSEv1 29 http://example.com/HelloWorld 11 hello world";
  expect(text(pae("http://example.com/HelloWorld", "hello world"))).toBe(encoded);
});

test("lengths count bytes, not characters", () => {
  expect(text(pae("t\u00fc", "\u20ac"))).toBe("DSSEv1 3 t\u00fc 3 \u20ac");
});

test("a body of bytes is taken as it is", () => {
  const body = Uint8Array.of(0, 255, 10);
  expect(pae("t", body)).toEqual(Uint8Array.of(...utf8("DSSEv1 1 t 3 "), 0, 255, 10));
});

test("different types and bodies never encode alike", () => {
  const part = fc.string({ unit: fc.constantFrom("1", " ", "a", "\n"), maxLength: 6 });
  fc.assert(
    fc.property(part, part, part, part, (type, body, otherType, otherBody) => {
      const same = text(pae(type, body)) === text(pae(otherType, otherBody));
      expect(same).toBe(type === otherType && body === otherBody);
    }),
    { numRuns: 1000 },
  );
});

const root = "00".repeat(32);

test("no encoding is ever a checkpoint, even when its body is one", () => {
  const checkpoint = checkpointBody("countersign/default/app/w", 3, root);
  const parts = fc.oneof(
    fc.string({ unit: "binary-ascii" }),
    fc.constantFrom(checkpoint, `\n${checkpoint}`, "x/y\n3\n"),
  );
  fc.assert(
    fc.property(parts, parts, (type, body) => {
      const note = `${text(pae(type, body))}\n\u2014 countersign/default/app/w AAAAAAA=\n`;
      expect(parseCheckpoint(note)).toBeUndefined();
    }),
  );
  expect(parseCheckpoint(`${checkpoint}\n\u2014 countersign/default/app/w AAAAAAA=\n`)).toBeDefined();
});

test("no checkpoint ever begins as an encoding does, whatever the app and the tenant are called", () => {
  const name = fc.oneof(fc.string({ minLength: 1, unit: "grapheme" }), fc.constantFrom("DSSEv1 29 x 11 y", " ", "\n"));
  fc.assert(
    fc.property(name, name, fc.nat(), (tenant, app, size) => {
      expect(checkpointBody(originOf({ tenant, app, writer: "w" }), size, root).startsWith("DSSEv1 ")).toBe(false);
    }),
  );
});

test("an origin that could begin like an encoding is refused", () => {
  expect(() => checkpointBody("DSSEv1 29 x", 3, root)).toThrow(/origin: must be text without spaces/);
});
