import { expect, test } from "vitest";
import { terminalOn } from "../../src/transports/terminal/terminal-on.js";
import { terminal } from "../../src/transports/terminal.js";
import { fakeTerminal } from "./fake-terminal.js";
import { bo, scriptedInbox } from "./refund-message.js";
import { one, two } from "./requests.js";
import { sitting } from "./sitting.js";

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
