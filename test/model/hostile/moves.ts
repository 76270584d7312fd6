import type { Sealed } from "../../../src/approval/review.js";
import type { Remember, Row } from "../../../src/index.js";
import * as forged from "./forged.js";
import { at, changed, pathsOf, valuesFor } from "./places.js";
import { copy, type Rows } from "./store.js";

/** One change by somebody who holds no key. `picks` say which row, which place in it and what goes there. */
export interface Move {
  readonly kind: keyof typeof MOVES;
  readonly picks: readonly number[];
}
type Choices<T> = readonly [T, ...T[]];
/** What a move works on: a row, another one as it once was, and how to choose. */
interface Hand {
  readonly rows: Rows;
  readonly row: Row;
  readonly other: Row;
  readonly now: number;
  pick<T>(list: Choices<T>): T;
  some<T>(list: readonly T[]): T | undefined;
}

function put({ rows }: Hand, next: Row): void {
  rows.now.set(next.id, copy(next));
  rows.touched.add(next.id);
}
const STATES = ["approved", "pending", "executing", "succeeded", "cancelled", "failed", "denied", "unknown"] as const;
const AMOUNTS = [500, 5, 700, 600] as const;
const PEOPLE: Choices<readonly string[]> = [["ana"], ["bo"], ["ana", "bo"], ["cy", "dee"]];
const WEAKER: Choices<object> = [{ approve: 1 }, { within: "365d" }, { useWithin: "365d" }, { deny: 9 }];
const REMEMBER: Remember = { scope: { critical: "equal" }, for: "10m", uses: 2 };

/** A forgery of the hand's row; as often as not it is also said to be approved. */
const putSaid = (hand: Hand, made: Row) => put(hand, hand.pick([made, forged.unended("approved")(made)]));

/** By anybody who can write, of rows of any kind. */
const ANY = {
  set: (hand: Hand) => put(hand, changed(hand.row, hand.some(pathsOf(hand.row)), hand.some(valuesFor(hand.now)))),
  take(hand: Hand) {
    const path = hand.some(pathsOf(hand.row));
    put(hand, changed(hand.row, path, at(hand.other, path)));
  },
  replay(hand: Hand) {
    const same = hand.rows.before.filter(({ id }) => id === hand.row.id);
    put(hand, hand.some(same) ?? hand.row);
  },
  swap(hand: Hand) {
    const { row, rows } = hand;
    const second = hand.some([...rows.now.values()]) ?? row;
    put(hand, { ...second, id: row.id, key: row.key });
    put(hand, { ...row, id: second.id, key: second.key });
  },
  drop({ rows, row }: Hand) {
    rows.now.delete(row.id);
    rows.touched.add(row.id);
  },
  invent(hand: Hand) {
    const { other, row } = hand;
    put(hand, { ...other, id: `${other.id}0`, key: hand.pick([other.key, row.key, "none"]) });
  },
};

/** Of a call's record, made to fit by one who can hash. */
const CALLS = {
  card: (hand: Hand) => put(hand, forged.recarded(hand.pick(AMOUNTS))(hand.row)),
  rewrite: (hand: Hand) => put(hand, forged.rewritten(hand.pick(AMOUNTS))(hand.row)),
  smuggle: (hand: Hand) => put(hand, forged.smuggled(hand.pick(AMOUNTS))(hand.row)),
  weaken: (hand: Hand) => put(hand, forged.weakened(hand.pick(WEAKER))(hand.row)),
  vote: (hand: Hand) => putSaid(hand, forged.voted(hand.pick(PEOPLE), hand.now)(hand.row)),
  skip(hand: Hand) {
    const which = hand.pick<number | "denies">([0, 1, 2, "denies", "denies"]);
    const leftOut = (review: Sealed, i: number) => (which === "denies" ? isDeny(review) : i === which);
    putSaid(hand, forged.without(leftOut)(hand.row));
  },
  reorder: (hand: Hand) => putSaid(hand, forged.turnedRound(hand.row)),
  carry(hand: Hand) {
    const said = hand.rows.before.filter((row) => row.kind === "call" && hasReviews(row));
    const from = hand.some(said) ?? hand.row;
    const how = hand.pick([forged.carried(from), forged.withProgress({ reviews: reviewsOf(from) })]);
    putSaid(hand, how(hand.row));
  },
  hide: (hand: Hand) =>
    put(
      hand,
      hand.pick([forged.unauthored, forged.authoredBy("cy"), forged.withProgress({ modifications: [] })])(hand.row),
    ),
  /** It is said to be in another state, or to have come to it at another time. */
  state: (hand: Hand) => put(hand, { ...hand.row, state: hand.pick(STATES), due: hand.pick([hand.row.due, hand.now]) }),
  later: (hand: Hand) => put(hand, { ...hand.row, due: hand.now + 1e9 }),
  /** As it was when it was approved. */
  rearm(hand: Hand) {
    const approved = hand.rows.before.findLast(({ id, state }) => id === hand.row.id && state === "approved");
    put(hand, { ...(approved ?? hand.row), version: hand.row.version });
  },
  start: (hand: Hand) => put(hand, forged.started(hand.pick([1, 1, 2, 5]), hand.now)(hand.row)),
  end: (hand: Hand) => put(hand, forged.ended(hand.pick(["succeeded", ...STATES]), "forged")(hand.row)),
  unend: (hand: Hand) => put(hand, forged.unended(hand.pick(["approved", "pending", "executing"]))(hand.row)),
  right: (hand: Hand) => put(hand, forged.rightBeside(hand.pick(PEOPLE), hand.now)(hand.row)),
  /** What another one came to. */
  borrow(hand: Hand) {
    const done = hand.some(hand.rows.before.filter(({ state }) => state === "succeeded"));
    if (!done) return;
    const { state, progress } = done;
    put(hand, { ...hand.row, state, progress, request: hand.pick([done, hand.row]).request });
  },
};

/** Of a standing right; where there is none, one is made of a call. */
const GRANTS = {
  forge: (hand: Hand) => put(hand, forged.granted(callIn(hand), REMEMBER, hand.now)),
  /** Nobody gave it. */
  bestow(hand: Hand) {
    const bare = forged.withProgress({ reviews: [] })(callIn(hand));
    put(hand, forged.granted(forged.voted(["ana", "bo"], hand.now)(bare), REMEMBER, hand.now));
  },
  extend: (hand: Hand) => put(hand, { ...hand.row, state: "live", due: hand.now + 1e9, progress: { uses: [] } }),
  /** What it covers, how often, and what it took. */
  widen(hand: Hand) {
    const { row } = hand;
    const more = changed(row, ["request", "remember", hand.pick(["uses", "uses", "for"])], hand.pick([2, 1e9]));
    const covers = forged.inGrant(forged.rewritten(hand.pick(AMOUNTS)));
    put(hand, hand.pick([more, covers(row), forged.inGrant(forged.weakened({ approve: 1 }))(row)]));
  },
  revive(hand: Hand) {
    const live = hand.rows.before.find(({ id, state }) => id === hand.row.id && state === "live");
    put(hand, live ?? hand.row);
  },
};

export const MOVES = { ...ANY, ...CALLS, ...GRANTS };

const reviewsOf = ({ progress }: Row) => (progress as { reviews?: readonly unknown[] } | null)?.reviews ?? [];
const hasReviews = (row: Row): boolean => reviewsOf(row).length > 0;
const isDeny = ({ payload }: Sealed): boolean => payload.decision === "deny";
const callIn = ({ rows, row }: Hand): Row =>
  row.kind === "call" ? row : ([...rows.now.values()].find(({ kind }) => kind === "call") ?? row);

/** Which rows a move is for: those that it can say something of. */
function isFor(kind: Move["kind"], row: Row): boolean {
  if (kind in ANY) return true;
  return row.kind === (kind in CALLS || kind === "forge" || kind === "bestow" ? "call" : "grant");
}

export function write(rows: Rows, { kind, picks }: Move, now: number): "written" | "nothing" {
  let used = 0;
  const some = <T>(list: readonly T[]): T | undefined => list[(picks[used++] ?? 0) % (list.length || 1)];
  const pick = <T>(list: Choices<T>): T => some(list) as T;
  const row = some([...rows.now.values()].filter((one) => isFor(kind, one)).toReversed());
  const other = some(rows.before);
  if (!row || !other) return "nothing";
  try {
    MOVES[kind]({ rows, row, other, now, pick, some });
  } catch {
    return "nothing"; // of what was written there before nothing can be made
  }
  return "written";
}
