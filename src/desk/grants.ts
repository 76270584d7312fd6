import { approvers } from "../approval/message.js";
import { NEVER, type Request } from "../approval/request.js";
import type { ReviewOutcome } from "../approval/review.js";
import type { Row } from "../approval/store.js";
import { again } from "../approval/turns.js";
import { digest, type Json } from "../canonical.js";
import {
  type Granted,
  type GrantProgress,
  grantIdOf,
  grantOf,
  isGrant,
  type Grant as Kept,
  remembered,
} from "../execution/grant.js";
import { grantTag, isGiven } from "../execution/granted.js";
import { type Identity, isProven } from "../people/identity.js";
import type { Person, Principal } from "../people/person.js";
import { forMs, type Remember } from "../policy/remember.js";
import { type Page, sees } from "./look.js";
import type { DeskParts, Ending } from "./parts.js";
import { reviewerOf } from "./reviewer.js";
import { outcome } from "./wording.js";

/** A standing right to run, as people see it. */
export interface Grant {
  readonly id: string;
  readonly action: string;
  readonly agent?: Principal;
  readonly user?: Principal;
  readonly scope: Remember["scope"];
  readonly until: Date;
  readonly uses: number;
  readonly maxUses: number;
  readonly by: readonly Person[];
  readonly state: "live" | "closed";
}

/** What an approval that people meant for later calls too leaves behind: one grant for a request, however often it is tried. */
export async function issueGrant({ store, records, deployment }: DeskParts, request: Request): Promise<void> {
  const remember = remembered(request);
  if (request.state !== "approved" || !remember) return;
  const { asked, progress } = request;
  const { reviews, modifications } = progress;
  const granted: Granted = { v: 1, requestId: request.id, key: request.key, asked, reviews, modifications, remember };
  const { created, row } = await store.open({
    id: grantIdOf(request.id),
    tenant: deployment.tenant,
    kind: "grant",
    key: digest(["grant", request.id]),
    state: "live",
    dueIn: forMs(remember),
    tags: [grantTag(deployment, asked.action, asked.actors)],
    request: granted as unknown as Json,
    progress: { uses: [] },
  });
  if (!created) return;
  records.note("grant.issued", request, { grant: row.id, remember: remember as unknown as Json });
  await records.durable();
}

/** One page of the grants that this person may see, newest first: of their own calls, and those that they could decide. */
export async function grants(
  parts: DeskParts,
  who: Identity,
  { limit = 50, cursor }: { limit?: number; cursor?: string } = {},
): Promise<Page<Grant>> {
  const person = isProven(who) ? await reviewerOf(parts.directory, who) : "invalid";
  if (typeof person === "string") return { items: [], now: new Date(parts.clock.now()) };
  const page = await parts.store.list({
    tenant: parts.deployment.tenant,
    kind: "grant",
    limit: Math.min(200, Math.max(1, limit)),
    ...(cursor !== undefined && { cursor }),
  });
  const seen = await Promise.all(
    page.rows.map(async (row) => ((await hasRight(parts, person, who, row, page.now)) ? [shown(row, page.now)] : [])),
  );
  return {
    items: seen.flat(),
    ...(page.cursor !== undefined && { cursor: page.cursor }),
    now: new Date(page.now),
  };
}

/** Whoever ends an approval before it was used ends what was to be remembered of it. */
export async function withdrawGrant(parts: DeskParts, request: Request, person: string): Promise<void> {
  if (!request.asked.remember) return;
  const id = grantIdOf(request.id);
  const revoked = { person, reason: "withdrawn" };
  await again(async () => {
    const { row } = await parts.store.get(id);
    if (row?.kind !== "grant" || row.state !== "live") return "over";
    if (!(await closed(parts, grantOf(row), revoked))) return undefined;
    parts.records.note("grant.revoked", request, { grant: id, ...revoked });
    return "over";
  });
}

/** Ends a grant. Whoever may see it may: ending only narrows. An unknown id and no right to it answer alike. */
export async function revoke(parts: DeskParts, id: string, { by, reason }: Ending): Promise<ReviewOutcome> {
  if (!isProven(by)) return outcome("invalid", { more: "The identity was not made by proven()." });
  const person = await reviewerOf(parts.directory, by);
  if (typeof person === "string") return outcome(person);
  const said = await again(async () => {
    const { row, now } = await parts.store.get(id);
    if (row?.kind !== "grant" || !(await hasRight(parts, person, by, row, now))) return outcome("not_eligible");
    if (row.state !== "live") return outcome("too_late", { more: "This grant is over." });
    if (!(await closed(parts, grantOf(row), { person: person.id, reason }))) return undefined;
    parts.records.note("grant.revoked", requestOf(grantOf(row)), { grant: id, person: person.id, reason });
    await parts.records.durable();
    return outcome("resolved");
  });
  return said === "busy" ? outcome("stale", { more: "It is being used right now: try again." }) : said;
}

/** Makes visible that a grant's time is over. */
export const closeGrant = (parts: DeskParts, row: Row): Promise<boolean> => closed(parts, grantOf(row));

async function closed(
  { store }: DeskParts,
  { id, version, progress }: Kept,
  revoked?: NonNullable<GrantProgress["revoked"]>,
): Promise<boolean> {
  const next = { ...progress, ...(revoked && { revoked }) } as unknown as Json;
  return (await store.compareAndSet(id, { version }, { state: "closed", due: NEVER, progress: next })).set;
}

/** The request as people approved it. */
const requestOf = ({ granted, tags }: Kept): Request => ({
  id: granted.requestId,
  tenant: "",
  key: granted.key,
  version: 0,
  state: "approved",
  due: NEVER,
  tags,
  asked: granted.asked,
  progress: { reviews: granted.reviews, modifications: granted.modifications, deliveries: [], fence: 0 },
});

/** To see a grant that people gave: what somebody wrote into the store is none. */
async function hasRight(parts: DeskParts, person: Person, who: Identity, row: Row, now: number): Promise<boolean> {
  if (!isGrant(row) || !(await isGiven(grantOf(row), parts))) return false;
  return (await sees(parts, person, requestOf(grantOf(row)), who, now)) !== false;
}

function shown(row: Row, now: number): Grant {
  const { id, due, state, granted, progress } = grantOf(row);
  const { agent, user } = granted.asked.context;
  const { scope, uses } = granted.remember;
  return {
    id,
    action: granted.asked.action,
    ...(agent && { agent }),
    ...(user && { user }),
    scope,
    until: new Date(due === NEVER ? row.openedAt + forMs(granted.remember) : due),
    uses: progress.uses.length,
    maxUses: uses,
    by: approvers(granted.reviews.map(({ payload }) => payload)),
    state: state === "live" && now < due ? "live" : "closed",
  };
}
