import type { Request } from "../approval/request.js";
import type { State } from "../approval/state.js";
import { actionTag } from "../approval/tags.js";
import { listedOnce } from "../people/directory.js";
import { type Identity, isProven } from "../people/identity.js";
import { type Difference, differences } from "./differences.js";
import { DECIDED, sees } from "./look.js";
import type { DeskParts } from "./parts.js";
import { reviewerOf } from "./reviewer.js";

/** One earlier call of the same action. */
export interface EarlierCall {
  readonly requestId: string;
  readonly openedAt: Date;
  readonly title: string;
  readonly state: State;
  /** Ids of those who decided. */
  readonly by: readonly string[];
  /** In the words of the last of them who gave any. */
  readonly reason?: string;
}
/** Decided calls of the same action that this person may see: the newest, and what is different now. */
export interface Earlier {
  /** How many were compared with. */
  readonly count: number;
  readonly differences: readonly Difference[];
  /** The newest, at most 5. */
  readonly items: readonly EarlierCall[];
}

const COMPARED = 50;
const SHOWN = 5;
const NONE: Earlier = { count: 0, differences: [], items: [] };

export async function earlier(parts: DeskParts, requestId: string, who: Identity): Promise<Earlier> {
  const person = isProven(who) ? await reviewerOf(parts.directory, who) : "invalid";
  const loaded = await parts.records.load(requestId);
  if (typeof person === "string" || !loaded) return NONE;
  const { request, now } = loaded;
  const directory = listedOnce(parts.directory);
  const seen = (one: Request) => sees({ directory }, person, one, who, now);
  if (!(await seen(request))) return NONE;
  const { tenant } = parts.deployment;
  const tag = actionTag(request.asked.action);
  const { rows, now: listed } = await parts.store.list({ tenant, kind: "call", states: DECIDED, tag, limit: COMPARED });
  const visible = await Promise.all(
    rows.map(async (row) => {
      const other = row.id === request.id ? undefined : await parts.records.read(row, listed);
      return other && (await seen(other)) ? [other] : [];
    }),
  );
  const calls = visible.flat();
  return { count: calls.length, differences: differences(request, calls), items: calls.slice(0, SHOWN).map(callOf) };
}

function callOf({ id, asked, state, progress }: Request): EarlierCall {
  const reviews = progress.reviews.map(({ payload }) => payload);
  const reason = reviews.findLast((one) => one.reason)?.reason;
  return {
    requestId: id,
    openedAt: new Date(asked.askedAt),
    title: asked.view.title,
    state,
    by: [...new Set(reviews.map(({ person }) => person))],
    ...(reason !== undefined && { reason }),
  };
}
