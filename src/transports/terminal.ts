import type { Transport } from "../approval/transport.js";
import { misuse } from "../errors.js";
import type { Principal } from "../people/person.js";
import { terminalOn } from "./terminal/terminal-on.js";
import { processTty } from "./terminal/tty.js";

/**
 * Asks at this process's terminal, as this person. Proof L1: the operating system's word for who sits there. Requests
 * are asked one at a time, in order; nothing is read or written before the first. While one is asked, the terminal is
 * its own.
 *
 * `deliver` rejects with code `input` where stdin or stdout is no TTY: nobody can be asked there.
 * @throws code `input` for a person without issuer or subject, and for an unknown option.
 */
export function terminal(options: { as: Principal }): Transport {
  for (const key of Object.keys(options ?? {}))
    if (key !== "as") throw misuse(`terminal.${key}`, "unknown option: terminal takes `as`");
  const { as } = options ?? {};
  if (!as?.issuer || !as.subject)
    throw misuse("terminal.as", "say who answers here: { issuer, subject } as the directory has them");
  return terminalOn(processTty, { ...as });
}
