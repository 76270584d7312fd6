import type { RequestMessage } from "../../src/approval/request-message.js";
import type { ReviewOutcome } from "../../src/approval/review.js";
import { terminalOn } from "../../src/transports/terminal/terminal-on.js";
import { type FakeTerminal, fakeTerminal } from "./fake-terminal.js";
import { bo, scriptedInbox } from "./refund-message.js";

/** Bo before a terminal, with an inbox that answers as given, and these requests delivered. */
export async function sitting(
  messages: readonly RequestMessage[],
  outcomes: readonly (ReviewOutcome | Error)[] = [],
  options: Parameters<typeof fakeTerminal>[0] = {},
) {
  const term: FakeTerminal = fakeTerminal(options);
  const transport = terminalOn(() => term.tty, bo);
  const inbox = scriptedInbox(...outcomes);
  const leave = (await transport.connect?.(inbox)) as () => Promise<void>;
  const deliver = async (message: RequestMessage) => {
    inbox.messages.set(message.requestId, message);
    return transport.deliver(message);
  };
  for (const message of messages) await deliver(message);
  return { term, transport, inbox, leave, deliver };
}
