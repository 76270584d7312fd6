import type { ReviewPayload, Sealed } from "../../src/approval/review.js";
import type { Row, Signer, Store } from "../../src/index.js";
import { seal } from "../sealed.js";

/** A request's record, as somebody with access to the database reads it. */
export async function rowOf(store: Store, id: string): Promise<Row> {
  const { row } = await store.get(id);
  if (!row) throw new Error("the request is not in the store");
  return row;
}

/** The same person writes it: whatever it becomes, the store takes it. */
export async function overwrite(
  store: Store,
  id: string,
  change: (row: Row) => Partial<Pick<Row, "state" | "due" | "progress" | "request">>,
): Promise<void> {
  for (let set = false; !set; ) {
    const row = await rowOf(store, id);
    const next = { state: row.state, due: Number.MAX_SAFE_INTEGER, progress: row.progress, ...change(row) };
    ({ set } = await store.compareAndSet(id, { version: row.version }, next));
  }
}

interface Progress {
  readonly reviews: readonly Sealed[];
}
export const reviewsOf = ({ progress }: Row): readonly Sealed[] => (progress as unknown as Progress).reviews;

/** The record with these reviews in place of its own, and called approved. */
export const approvedBy = (reviews: readonly Sealed[]) => (row: Row) => ({
  state: "approved" as const,
  progress: { ...(row.progress as object), reviews } as never,
});

/** A review with some of it changed, which the desk itself sealed so: genuine, and about something else. */
export const resealed = (signer: Signer, { payload }: Sealed, change: Partial<ReviewPayload>): Promise<Sealed> =>
  seal(signer, { ...payload, ...change });

/** A store behind which another one can be put, as when a file is replaced. */
export function replaceable(first: Store) {
  let current = first;
  const store: Store = {
    open: (row) => current.open(row),
    get: (id) => current.get(id),
    compareAndSet: (id, expected, next) => current.compareAndSet(id, expected, next),
    list: (filter) => current.list(filter),
    due: (limit) => current.due(limit),
    watch: (hint) => current.watch(hint),
    close: () => current.close(),
  };
  const replace = (next: Store) => {
    current = next;
  };
  return { store, replace };
}
