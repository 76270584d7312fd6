import type { Inbox } from "../../approval/transport.js";
import type { Principal } from "../../people/person.js";
import type { Tty } from "./tty.js";

/** Who is asked, where, and through which door they answer, until the signal ends it. */
export interface Seat {
  readonly tty: Tty;
  readonly as: Principal;
  readonly inbox: Inbox;
  readonly signal: AbortSignal;
}
