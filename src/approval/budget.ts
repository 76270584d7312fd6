import type { Row, Store } from "./store.js";

/** Most requests that may be open at once: of one agent, one session, for one of those who approve. */
export interface Budgets {
  readonly agent: number;
  readonly session: number;
  readonly approver: number;
}
export const BUDGETS: Budgets = { agent: 100, session: 20, approver: 50 };

/** A budget that is used up, and the newest other request that uses it. `first`: since it last was not. */
export interface Over {
  readonly of: keyof Budgets;
  readonly most: number;
  readonly newest: Row;
  readonly first: boolean;
  /** The store's time then. */
  readonly now: number;
}
export interface Budget {
  /** Undefined where there is room for this request, which is open already. */
  over(request: Pick<Row, "id" | "tags">): Promise<Over | undefined>;
}

const PAGE = 500;
const SUBJECTS = 10_000;

/**
 * Counts open requests by tag, in the store and over all processes. While far from the limit it counts again only after
 * a sixteenth of what was left has been opened here, so with many processes a large budget is kept approximately.
 */
export function budgetOf(store: Store, tenant: string, budgets: Budgets): Budget {
  const spare = new Map<string, number>();
  const told = new Set<string>();

  const overOne = async (tag: string, id: string): Promise<Over | undefined> => {
    const of = tag.slice(0, tag.indexOf(":")) as keyof Budgets;
    const most = budgets[of];
    const left = spare.get(tag) ?? 0;
    if (most === undefined || left > 0) return void (left > 0 && spare.set(tag, left - 1));
    const { count, newest, now } = await openOf(store, tenant, tag, most + 1, id);
    if (spare.size >= SUBJECTS) spare.clear();
    spare.set(tag, Math.max(0, Math.floor((most - count) / 16)));
    if (count <= most || !newest) return void told.delete(tag);
    const first = !told.has(tag);
    told.add(tag);
    return { of, most, newest, first, now };
  };

  return {
    async over({ id, tags }) {
      for (const tag of tags) {
        const over = await overOne(tag, id);
        if (over) return over;
      }
      return undefined;
    },
  };
}

async function openOf(
  store: Store,
  tenant: string,
  tag: string,
  most: number,
  self: string,
): Promise<{ count: number; newest: Row | undefined; now: number }> {
  let [count, newest, cursor, now] = [0, undefined as Row | undefined, undefined as string | undefined, 0];
  do {
    const filter = { tenant, kind: "call" as const, states: ["pending" as const], tag };
    const page = await store.list({
      ...filter,
      limit: Math.min(PAGE, most - count),
      ...(cursor !== undefined && { cursor }),
    });
    newest ??= page.rows.find(({ id }) => id !== self);
    count += page.rows.length;
    cursor = page.cursor;
    now = page.now;
  } while (cursor !== undefined && count < most);
  return { count, newest, now };
}
