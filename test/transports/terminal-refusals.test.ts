import { expect, test } from "vitest";
import type { RequestMessage } from "../../src/approval/request-message.js";
import type { Answer } from "../../src/approval/review.js";
import { fromHex, toBase64url } from "../../src/canonical.js";
import { transportSuite } from "../../src/testing/transport-suite.js";
import { terminalOn } from "../../src/transports/terminal/terminal-on.js";
import { terminal } from "../../src/transports/terminal.js";
import { fakeTerminal } from "./fake-terminal.js";
import { bo, chi, field, scriptedInbox, showing } from "./refund-message.js";
import { sitting } from "./sitting.js";

const request = (id: string, more: Partial<RequestMessage> = {}) =>
  showing({ effect: "read", title: `Title of ${id}` }, { requestId: id, ...more });
const [one, two] = [request("one"), request("two")];
const again = (message: RequestMessage): RequestMessage => ({
  ...message,
  revision: 2,
  digest: toBase64url(fromHex("b2".repeat(32))),
  view: { ...message.view, fields: [field("amount", 900, { before: "1840" })] },
});
const denied = (message: RequestMessage): RequestMessage => ({
  ...message,
  kind: "resolution",
  state: "denied",
  why: "Denied by Ana. It was not executed.",
});
const delivery = { id: "1", at: "confirmed" } as const;

test.each(["input", "output"] as const)("without a terminal at its %s nobody is asked", async (end) => {
  const { tty, printed } = fakeTerminal();
  const piped = { ...tty, [end]: Object.assign(Object.create(tty[end]), { isTTY: undefined }) };
  const transport = terminalOn(() => piped, bo);
  await transport.connect?.(scriptedInbox());
  await expect(transport.deliver(one)).rejects.toMatchObject({
    code: "input",
    reason: expect.stringContaining("must be a TTY; use another transport"),
  });
  expect(printed()).toBe("");
});

test("after the terminal has hung up nobody is asked", async () => {
  const { term, transport } = await sitting([one]);
  await term.prompted();
  term.tty.input.emit("end");
  (term.tty.input as unknown as { destroy(): void }).destroy();
  await expect(transport.deliver(two)).rejects.toMatchObject({ code: "input" });
});

test.each([
  [{}, "terminal.as"],
  [{ as: { issuer: "", subject: "ana" } }, "terminal.as"],
  [{ as: bo, colour: true }, "terminal.colour"],
])("terminal(%j) is refused", (options, path) => {
  expect(() => terminal(options as never)).toThrow(
    expect.objectContaining({ code: "input", issues: [expect.objectContaining({ path })] }),
  );
});
