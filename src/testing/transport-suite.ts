import type { Delivery, RequestMessage } from "../approval/request-message.js";
import type { Review } from "../approval/review.js";
import type { Inbox, Transport } from "../approval/transport.js";
import { LEVELS } from "../people/person.js";
import { check, type Make, type Test } from "./check.js";
import { hostileMessage, sampleMessage } from "./sample-message.js";
import { pause } from "./turn.js";

/**
 * What every transport must do, as far as it shows from outside: carry messages of every kind and content, and decide
 * nothing. Nobody answers while the suite runs: a transport in it must not be scripted to.
 * @param test how to register a test: `test` of vitest, Node, Bun, Deno. @param make makes a fresh transport.
 */
export function transportSuite(test: Test, make: Make<Transport>): void {
  test("a transport has a name and well-formed capabilities", async () => checkCapabilities(await make()));
  test("a request is delivered, and again", async () => {
    const transport = await make();
    const message = sampleMessage("twice");
    checkDelivery(await transport.deliver(message));
    checkDelivery(await transport.deliver(message));
  });
  test("a new revision, a reminder, an escalation and a resolution are carried", async () => carryAll(await make()));
  test("hostile and oversize texts are carried", async () => {
    const transport = await make();
    checkDelivery(await transport.deliver(hostileMessage("hostile", sizeFor(transport))));
  });
  test("delivering and updating decide nothing", async () => {
    const transport = await make();
    await decidesNothing(transport, () => carryAll(transport));
  });
  test("a message that was cut is not approved from", async () => {
    const transport = await make();
    await decidesNothing(transport, () => transport.deliver(hostileMessage("cut", sizeFor(transport))));
  });
  test("a connection can be left, and left again", async () => {
    const leave = await (await make()).connect?.(inboxOf([]));
    await leave?.();
    await leave?.();
  });
  requestTests(test, make);
}

function requestTests(test: Test, make: Make<Transport>): void {
  test("GET never decides", async () => {
    const transport = await make();
    const url = "https://desk.example/in/x?decision=approve&requestId=request-get&revision=1";
    await decidesNothing(transport, (inbox) => transport.receive?.(new Request(url), inbox));
  });
  test("a request without proof of its sender decides nothing", async () => {
    const transport = await make();
    const body = JSON.stringify({ requestId: "request-post", revision: 1, decision: "approve", by: "ana" });
    const init = { method: "POST", body, headers: { "content-type": "application/json" } };
    const post = () => new Request("https://desk.example/in/x", init);
    await decidesNothing(transport, async (inbox) => {
      const response = await transport.receive?.(post(), inbox);
      check(
        !response || response.status >= 400,
        `an unsigned request was answered ${response?.status}, not with an error`,
      );
    });
  });
}

function checkCapabilities({ name, capabilities, update }: Transport): void {
  const { proof, modify, maxBytes } = capabilities;
  check(typeof name === "string" && name !== "", "a transport needs a name");
  check(proof === false || proof in LEVELS, `capabilities.proof is ${String(proof)}: use false or L0 to L4`);
  check(typeof modify === "boolean", "capabilities.modify must be true or false");
  check(typeof capabilities.update === "boolean", "capabilities.update must be true or false");
  check(!capabilities.update || typeof update === "function", "capabilities.update is true, but there is no update()");
  const sized = maxBytes === undefined || (Number.isInteger(maxBytes) && maxBytes > 0);
  check(sized, `capabilities.maxBytes is ${maxBytes}: use a whole number above 0, or leave it out`);
}

function checkDelivery(delivery: Delivery): Delivery {
  check(typeof delivery?.id === "string" && delivery.id !== "", "deliver must answer a Delivery with an id");
  check(
    delivery.at === "accepted" || delivery.at === "confirmed",
    `delivery.at is ${delivery.at}: use accepted or confirmed`,
  );
  check(delivery.ref === undefined || isJson(delivery.ref), "delivery.ref must be JSON: it is stored");
  return delivery;
}

function isJson(value: unknown): boolean {
  if (value === null || typeof value === "string" || typeof value === "boolean") return true;
  if (typeof value !== "object") return Number.isFinite(value);
  const plain = Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
  return plain && Object.values(value).every(isJson);
}

async function carryAll(transport: Transport): Promise<void> {
  const first = checkDelivery(await transport.deliver(sampleMessage("kinds")));
  const changes: Partial<RequestMessage>[] = [
    { revision: 2 },
    { kind: "reminder" },
    { kind: "escalation", to: [{ person: "ana" }] },
    { kind: "resolution", state: "denied", why: "too much" },
  ];
  for (const change of changes) {
    const message = sampleMessage("kinds", change);
    checkDelivery(await transport.deliver(message));
    await transport.update?.(first, message);
  }
}

async function decidesNothing(transport: Transport, work: (inbox: Inbox) => unknown): Promise<void> {
  const reviews: Review[] = [];
  const inbox = inboxOf(reviews);
  const leave = await transport.connect?.(inbox);
  try {
    await work(inbox);
    await pause();
  } finally {
    await leave?.();
  }
  check(
    reviews.length === 0,
    `nobody decided, but the transport gave the inbox: ${reviews.map((one) => one.decision).join(", ")}`,
  );
}

function inboxOf(reviews: Review[]): Inbox {
  return {
    message: async (requestId) => sampleMessage(requestId.replace(/^request-/, "")),
    async review(_requestId, review) {
      reviews.push(review);
      return { result: "not_eligible", why: "this is a test" };
    },
  };
}

const sizeFor = ({ capabilities }: Transport): number | undefined =>
  capabilities.maxBytes === undefined ? undefined : Math.floor(capabilities.maxBytes / 2);
