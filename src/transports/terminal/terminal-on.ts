import type { Transport } from "../../approval/transport.js";
import { misuse } from "../../errors.js";
import type { Principal } from "../../people/person.js";
import { Asker } from "./asker.js";
import { isTerminal, type Tty } from "./tty.js";

/** The transport over a terminal, which is opened when the first request comes. */
export function terminalOn(open: () => Tty, as: Principal): Transport {
  let opened: Tty | undefined;
  let delivered = 0;
  const tty = (): Tty => (opened ??= open());
  const asker = new Asker(tty, as);
  return {
    name: "terminal",
    capabilities: { proof: "L1", modify: true, update: true },
    async deliver(message) {
      if (!isTerminal(tty()))
        throw misuse("terminal", "this process has no terminal: stdin and stdout must be a TTY; use another transport");
      asker.take(message, "asks");
      return { id: `terminal-${++delivered}`, at: "confirmed" };
    },
    async update(_delivery, message) {
      asker.take(message, "tells");
    },
    connect: async (inbox) => asker.enter(inbox),
  };
}
