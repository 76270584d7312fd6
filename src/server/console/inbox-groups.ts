import type { RequestMessage } from "../../approval/request-message.js";
import type { InboxPage } from "./model.js";
import { sameDay } from "./time.js";

export interface Group {
  readonly title: string;
  readonly items: readonly RequestMessage[];
}

const SOON = 15 * 60_000;

/** What waits by its deadline, soonest first; what is over as it comes. */
export function grouped(items: readonly RequestMessage[], queue: InboxPage["queue"], now: number): Group[] {
  if (queue === "decided") return [{ title: "Decided", items }];
  const sorted = [...items].sort((a, b) => a.expiresAt.getTime() - b.expiresAt.getTime());
  const of = (name: When): Group => ({ title: name, items: sorted.filter((one) => when(one, now) === name) });
  return [of("Due within 15 minutes"), of("Later today"), of("Later")].filter((group) => group.items.length > 0);
}

type When = "Due within 15 minutes" | "Later today" | "Later";

function when({ expiresAt }: RequestMessage, now: number): When {
  if (expiresAt.getTime() - now <= SOON) return "Due within 15 minutes";
  return sameDay(expiresAt, now) ? "Later today" : "Later";
}
