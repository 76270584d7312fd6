import { describe, expect, test } from "vitest";
import type { RequestMessage } from "../../src/approval/request-message.js";
import type { Inbox, Transport } from "../../src/approval/transport.js";
import { proven } from "../../src/people/identity.js";
import { transportSuite } from "../../src/testing/transport-suite.js";
import { failuresOf } from "./run-suite.js";

const by = () => proven({ issuer: "test", subject: "ana", proof: "L1", evidence: {} });

/** A transport over HTTP and a socket that does what it must; `change` breaks it. */
function transport(change: Partial<Transport> = {}): Transport {
  return {
    name: "plain",
    capabilities: { proof: "L1", modify: false, update: true },
    deliver: async () => ({ id: "d", at: "accepted", ref: { channel: "c" } }),
    update: async () => {},
    receive: async () => new Response("who are you?", { status: 401 }),
    connect: async () => async () => {},
    ...change,
  };
}
const capabilities = (change: object) =>
  ({ capabilities: { ...transport().capabilities, ...change } }) as Partial<Transport>;
const throwing = (when: (message: RequestMessage) => boolean): Partial<Transport> => ({
  deliver: async (message) => {
    if (when(message)) throw new Error("cannot be sent");
    return { id: "d", at: "confirmed" };
  },
});
function once(): Partial<Transport> {
  const sent = new Set<string>();
  return throwing(({ requestId }) => sent.size === sent.add(requestId).size);
}
function deciding(when: (message: RequestMessage) => boolean): Partial<Transport> {
  let inbox: Inbox | undefined;
  return {
    connect: async (given) => {
      inbox = given;
      return async () => {};
    },
    deliver: async (message) => {
      const { revision, digest } = message;
      if (when(message)) void inbox?.review(message.requestId, { decision: "approve", by: by(), revision, digest });
      return { id: "d", at: "confirmed" };
    },
  };
}
function decidingLater(): Partial<Transport> {
  const { connect, deliver } = deciding(() => true);
  const later = async (message: RequestMessage) => {
    setTimeout(() => void deliver?.(message));
    return { id: "d", at: "accepted" as const };
  };
  return { connect, deliver: later } as Partial<Transport>;
}
const obeying = (method: string): Partial<Transport> => ({
  receive: async (request, inbox) => {
    if (request.method === method)
      await inbox.review("request-1", { decision: "approve", by: by(), revision: 1, digest: "d" });
    return new Response("", { status: 403 });
  },
});
function leavingOnce(): Partial<Transport> {
  return {
    connect: async () => {
      let left = false;
      return async () => {
        if (left) throw new Error("not connected");
        left = true;
      };
    },
  };
}

const NAME = "a transport has a name and well-formed capabilities";
const NOTHING = "delivering and updating decide nothing";
const CUT = "a message that was cut is not approved from";
const AGAIN = "a request is delivered, and again";
const KINDS = "a new revision, a reminder, an escalation and a resolution are carried";
const LEFT = "a connection can be left, and left again";

test("a transport that does what it must passes", async () => {
  expect([...(await failuresOf((register) => transportSuite(register, () => transport())))]).toEqual([]);
});

test("a transport that only delivers passes", async () => {
  const { name, deliver } = transport();
  const least: Transport = {
    name,
    deliver,
    capabilities: { proof: false, modify: false, update: false, maxBytes: 3000 },
  };
  expect([...(await failuresOf((register) => transportSuite(register, () => least)))]).toEqual([]);
});

test("the oversize message fits half of what a transport says it can carry", async () => {
  const limited = {
    ...capabilities({ maxBytes: 8000 }),
    ...throwing(({ view }) => view.fields.some(({ text }) => text.length > 4000)),
  };
  expect([...(await failuresOf((register) => transportSuite(register, () => transport(limited))))]).toEqual([]);
});

describe("the suite finds", () => {
  test.each<[string, () => Partial<Transport>, string]>([
    ["no name", () => ({ name: "" }), NAME],
    ["a proof that there is not", () => capabilities({ proof: "L9" }), NAME],
    ["a capability that is left out", () => capabilities({ modify: undefined }), NAME],
    ["an update that is announced and missing", () => ({ update: undefined }) as unknown as Partial<Transport>, NAME],
    ["a size of nothing", () => capabilities({ maxBytes: 0 }), NAME],
    ["a delivery without an id", () => ({ deliver: async () => ({ id: "", at: "accepted" }) }), AGAIN],
    ["a delivery of no known kind", () => ({ deliver: async () => ({ id: "d", at: "sent" as "accepted" }) }), AGAIN],
    [
      "a delivery whose ref cannot be stored",
      () => ({ deliver: async () => ({ id: "d", at: "accepted", ref: new Map() as never }) }),
      AGAIN,
    ],
    ["a message that cannot be sent twice", once, AGAIN],
    ["a reminder that throws", () => throwing(({ kind }) => kind === "reminder"), KINDS],
    ["a resolution that throws", () => throwing(({ kind }) => kind === "resolution"), KINDS],
    ["a new revision that throws", () => throwing(({ revision }) => revision > 1), KINDS],
    [
      "an update that throws",
      () => ({
        update: async () => {
          throw new Error("gone");
        },
      }),
      KINDS,
    ],
    [
      "a control character that throws",
      () => throwing(({ view }) => view.title.includes("\u001b")),
      "hostile and oversize texts are carried",
    ],
    [
      "a megabyte that throws",
      () => throwing(({ view }) => view.fields.some(({ text }) => text.length > 1e6)),
      "hostile and oversize texts are carried",
    ],
    ["an approve of its own", () => deciding(() => true), NOTHING],
    ["an approve of its own, of resolutions", () => deciding(({ kind }) => kind === "resolution"), NOTHING],
    ["an approve of its own, a little later", decidingLater, NOTHING],
    ["an approve from a message that was cut", () => deciding(({ view }) => !view.complete), CUT],
    ["a connection that cannot be left twice", leavingOnce, LEFT],
    ["a GET that decides", () => obeying("GET"), "GET never decides"],
    ["an unsigned POST that decides", () => obeying("POST"), "a request without proof of its sender decides nothing"],
    [
      "an unsigned POST that is welcome",
      () => ({ receive: async () => new Response("ok") }),
      "a request without proof of its sender decides nothing",
    ],
  ])("%s", async (_, change, name) => {
    const failures = await failuresOf((register) => transportSuite(register, () => transport(change())));
    expect([...failures.keys()]).toContain(name);
  });
});
