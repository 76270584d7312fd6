import type { Row } from "../approval/store.js";
import { type CountersignError, failure, misuse } from "../errors.js";

const KINDS: Record<Row["kind"], true> = { call: true, grant: true, tally: true };
const STATES: Record<Row["state"], true> = {
  pending: true,
  approved: true,
  denied: true,
  expired: true,
  cancelled: true,
  executing: true,
  succeeded: true,
  failed: true,
  unknown: true,
  live: true,
  closed: true,
};
export const ALL_KINDS = Object.keys(KINDS) as readonly Row["kind"][];
export const ALL_STATES = Object.keys(STATES) as readonly Row["state"][];

/** How long, in milliseconds by the store's clock, a due row is left to the sweeper that got it. */
export const SWEEP = 30_000;

/** The store cannot answer: nothing was decided, nothing was started. */
export const unavailable = (reason: string, cause: unknown): CountersignError<"unavailable"> =>
  failure("unavailable", { action: "", callId: "" }, reason, { part: "store", cause });

export const isClosed = (): CountersignError<"unavailable"> =>
  unavailable("the store is closed", new Error("an operation after close()"));

/** @throws code `input` for an option that the store does not have. */
export function checkOptions(where: string, options: object, known: readonly string[]): void {
  for (const name of Object.keys(options))
    if (!known.includes(name)) throw misuse(`${where}.${name}`, `is not an option; there is ${known.join(", ")}`);
}

/** @throws code `input` unless it is a whole number of at least one. */
export function checkLimit(limit: number): number {
  if (Number.isSafeInteger(limit) && limit >= 1) return limit;
  throw misuse("limit", `${String(limit)} is not a number of rows: give a whole number of at least 1`);
}

/** @throws code `input` for NaN; Infinity is never. */
export function checkTime(where: string, time: number): number {
  if (typeof time === "number" && !Number.isNaN(time)) return time;
  throw misuse(where, `${String(time)} is not a time in milliseconds`);
}

/** The place in the order of opening before which a page starts. @throws code `input` for what no `list` gave. */
export function placeOf(cursor: string | undefined): number {
  if (cursor === undefined) return Number.MAX_SAFE_INTEGER;
  if (/^\d{1,16}$/.test(cursor) && Number.isSafeInteger(Number(cursor))) return Number(cursor);
  throw misuse("cursor", "is not one that this store gave: start again without it");
}
