import type { Row, Store } from "./store.js";
import { isOwnTag } from "./tags.js";

/**
 * Most requests that may be open at once: of one agent, one session, for one of those who approve. Beyond it there is room
 * only for calls of people who have less than an equal share of it open.
 */
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
/** Budgets up to here are kept exactly. */
const EXACT = PAGE;
const LONGEST = 10 * PAGE;

/**
 * Counts open requests by tag, in the store and over all processes, in the order in which they were opened: each one has
 * room for which those before it leave some, so that of a burst the first stay. A larger budget than 500 is counted again
 * only after a sixteenth of what was left has been opened here, so with many processes it is kept approximately.
 */
export function budgetOf(store: Store, tenant: string, budgets: Budgets): Budget {
  const spare = new Map<string, number>();
  const told = new Set<string>();
  const opened = openOf(store, tenant);

  const overOne = async (tag: string, id: string): Promise<Over | undefined> => {
    const of = subjectOf(tag);
    const most = budgets[of];
    const left = spare.get(tag) ?? 0;
    if (most === undefined || left > 0) return void (left > 0 && spare.set(tag, left - 1));
    const { rows, now } = await opened(tag, Math.max(LONGEST, most + 1));
    const within = admitted(rows, budgets);
    if (spare.size >= SUBJECTS) spare.clear();
    if (most > EXACT) spare.set(tag, Math.max(0, Math.floor((most - within.length) / 16)));
    if (within.length < most) told.delete(tag);
    const newest = within.findLast((row) => row.id !== id);
    if (within.some((row) => row.id === id) || within.length < most || !newest) return undefined;
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

const subjectOf = (tag: string): keyof Budgets => tag.slice(0, tag.indexOf(":")) as keyof Budgets;

/**
 * Those of the open requests, oldest first, that have room: a budget is not full, or those behind the call have less than
 * an equal share of it, so that nobody is denied for what others ask. One that is about to be denied takes no room.
 */
function admitted(rows: readonly Row[], budgets: Budgets): readonly Row[] {
  const used = new Map<string, Uses>();
  return rows.filter(({ tags }) => {
    const who = tags.filter(isOwnTag).sort().join(" ");
    const counting = tags.filter((tag) => budgets[subjectOf(tag)] !== undefined);
    const fits = counting.every((tag) => hasRoom(used.get(tag), who, budgets[subjectOf(tag)]));
    if (fits) for (const tag of counting) used.set(tag, added(used.get(tag), who));
    return fits;
  });
}

/** How many requests use a budget: in all, and of whom. */
interface Uses {
  all: number;
  readonly of: Map<string, number>;
}

function hasRoom(uses: Uses | undefined, who: string, most: number): boolean {
  if (!uses || uses.all < most) return true;
  const own = uses.of.get(who);
  return (own ?? 0) < Math.floor(most / (uses.of.size + (own === undefined ? 1 : 0)));
}

function added(uses: Uses = { all: 0, of: new Map() }, who: string): Uses {
  uses.all++;
  uses.of.set(who, (uses.of.get(who) ?? 0) + 1);
  return uses;
}

interface Listed {
  readonly rows: readonly Row[];
  readonly now: number;
}
type Opened = (tag: string, most: number) => Promise<Listed>;

/** The open requests of a tag, oldest first. Those who ask while they are read share the next reading. */
function openOf(store: Store, tenant: string): Opened {
  const reading = new Map<string, Promise<unknown>>();
  const next = new Map<string, Promise<Listed>>();
  return (tag, most) => {
    const waiting = next.get(tag);
    if (waiting) return waiting;
    const read = () => {
      next.delete(tag);
      const rows = listed(store, tenant, tag, most);
      const over = () => reading.get(tag) === rows && reading.delete(tag);
      reading.set(tag, rows);
      rows.then(over, over);
      return rows;
    };
    const before = reading.get(tag);
    if (!before) return read();
    const later = before.then(read, read);
    next.set(tag, later);
    return later;
  };
}

async function listed(store: Store, tenant: string, tag: string, most: number): Promise<Listed> {
  const filter = { tenant, kind: "call" as const, states: ["pending" as const], tag };
  const rows: Row[] = [];
  let [cursor, now] = [undefined as string | undefined, 0];
  do {
    const limit = Math.min(PAGE, most - rows.length);
    const page = await store.list({ ...filter, limit, ...(cursor !== undefined && { cursor }) });
    rows.push(...page.rows);
    cursor = page.cursor;
    now = page.now;
  } while (cursor !== undefined && rows.length < most);
  return { rows: rows.reverse(), now };
}
