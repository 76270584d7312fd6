import type { Request } from "../approval/request.js";
import type { ReviewOutcome } from "../approval/review.js";
import { digest, type Json } from "../canonical.js";
import type { Identity } from "../people/identity.js";
import type { Person, Principal } from "../people/person.js";
import type { DeskParts } from "./parts.js";
import { outcome } from "./wording.js";

/** How long an identity that the directory gave to another person counts for nothing: time to notice. */
export const COOL_OFF = 24 * 60 * 60_000;
const KEPT = 10_000;
/** Ten years: the store's sweep has nothing to do with it. */
const FOREVER = 3_650 * 24 * 60 * 60_000;

/** Whose an identity was when it last reviewed. Only the directory links identities to people; here a change is noticed. */
export interface Links {
  /** Undefined where the identity is whose it was. A change is recorded, and refused for a day. */
  refusal(
    by: Identity,
    person: Person,
    at: { readonly request: Request; readonly now: number },
  ): Promise<ReviewOutcome | undefined>;
}
interface Link {
  readonly person: string;
  /** By the store's clock. */
  readonly changedAt?: number;
}

export function linksOf(parts: Pick<DeskParts, "store" | "records" | "deployment">): Links {
  const known = new Map<string, string>();
  return {
    async refusal(by, person, { request, now }) {
      const key = digest(["link", parts.deployment.tenant, by.issuer, by.subject]);
      if (known.get(key) === person.id) return undefined;
      const link = await kept(parts, key, person.id);
      const changedAt = link.person === person.id ? link.changedAt : now;
      if (link.person !== person.id) await relinked(parts, { key, by, was: link.person, person }, request, now);
      if (changedAt !== undefined && now - changedAt < COOL_OFF)
        return outcome("not_a_person", {
          more: "The directory gave this account to another person less than a day ago.",
        });
      if (known.size >= KEPT) known.clear();
      known.set(key, person.id);
      return undefined;
    },
  };
}

const idOf = (key: string): string => `link_${key.slice(0, 32)}`;

async function kept(
  { store, deployment }: Pick<DeskParts, "store" | "deployment">,
  key: string,
  person: string,
): Promise<Link> {
  const { row } = await store.open({
    id: idOf(key),
    tenant: deployment.tenant,
    kind: "tally",
    key,
    state: "live",
    dueIn: FOREVER,
    tags: [],
    request: {},
    progress: { person },
  });
  return row.progress as unknown as Link;
}

/** Whoever writes the change records it. */
async function relinked(
  { store, records }: Pick<DeskParts, "store" | "records">,
  { key, by, was, person }: { key: string; by: Principal; was: string; person: Person },
  request: Request,
  now: number,
): Promise<void> {
  const { row } = await store.get(idOf(key));
  if (!row) return;
  const progress = { person: person.id, changedAt: now } satisfies Link as Json;
  const { set } = await store.compareAndSet(
    row.id,
    { version: row.version },
    { state: "live", due: row.due, progress },
  );
  if (!set) return;
  records.note("identity.relinked", request, { issuer: by.issuer, person: person.id, subject: by.subject, was });
  await records.durable();
}
