import { attended, requirementOf } from "../approval/lifecycle.js";
import { wanted } from "../approval/message.js";
import { dueNotices, type Notice } from "../approval/notices.js";
import type { Request } from "../approval/request.js";
import type { EventType } from "../audit/event.js";
import { canonical } from "../canonical.js";
import type { Deliverer } from "./deliver.js";
import { closeGrant } from "./grants.js";
import type { DeskParts } from "./parts.js";

const BATCH = 500;
const EVENTS = { reminder: "approval.reminded", escalation: "approval.escalated" } as const satisfies Record<
  string,
  EventType
>;

/** Makes deadlines visible, reminds and escalates: a convenience, for no right and no end depends on it. */
export async function sweep(parts: DeskParts, deliverer: Deliverer): Promise<number> {
  const { rows, now } = await parts.store.due(BATCH);
  let changed = 0;
  for (const row of rows) {
    if (row.kind === "grant" && (await closeGrant(parts, row))) changed++;
    if (row.kind !== "call") continue;
    const request = await parts.records.read(row, now);
    const loaded = request && (await parts.records.load(row.id));
    if (!loaded) continue;
    const telling = await attend(parts, loaded.request, loaded.now);
    if (telling) await tell(parts, deliverer, telling);
    if (telling || loaded.request.state !== row.state) changed++;
  }
  return changed;
}

/** A request that people are to be reminded of, and who. */
export interface Telling {
  readonly request: Request;
  readonly notices: readonly Notice[];
}

/** What it is time for, once over all processes: who moves the record on tells the people. */
export async function attend(parts: DeskParts, request: Request, now: number): Promise<Telling | undefined> {
  if (request.state !== "pending" || now < request.due) return undefined;
  const written = await parts.records.write(request, attended(request, now));
  if (!written) return undefined;
  const asked = new Set(wanted(written).map((one) => canonical(one)));
  const { notices } = requirementOf(request.asked);
  const due = dueNotices(notices, request.progress.told ?? 0, now - request.asked.askedAt);
  const still = due.map((notice) => ({ ...notice, to: notice.to.filter((one) => asked.has(canonical(one))) }));
  return { request: written, notices: still.filter(({ to }) => to.length > 0) };
}

export async function tell({ records }: DeskParts, deliverer: Deliverer, { request, notices }: Telling): Promise<void> {
  for (const { kind, to } of notices) {
    records.note(EVENTS[kind], request, { to });
    await deliverer.deliver(request, { kind, to });
  }
  if (notices.length > 0) records.soon();
}
