import type { Row } from "../../../src/index.js";
import { copy } from "./store.js";

export type Path = readonly (string | number)[];

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

/** Every place in a row but its id: what finds it stays. */
export function pathsOf(row: Row): Path[] {
  const inside = (value: unknown, path: Path): Path[] =>
    isObject(value) ? [path, ...Object.keys(value).flatMap((key) => inside(value[key], [...path, key]))] : [path];
  const { id: _, ...others } = row;
  return Object.entries(others).flatMap(([name, value]) => inside(value, [name]));
}

export const at = (row: Row, path: Path | undefined): unknown =>
  (path ?? []).reduce<unknown>((value, key) => (isObject(value) ? value[key] : undefined), row);

/** The row with another value at a place; without it where there is none. */
export function changed(row: Row, path: Path | undefined, value: unknown): Row {
  const next = copy(row);
  const last = path?.at(-1);
  const holder = at(next, path?.slice(0, -1));
  if (last === undefined || !isObject(holder)) return row;
  if (value === undefined) delete holder[last];
  else holder[last] = value;
  return next;
}

/** What anybody may think of to write anywhere. */
export const valuesFor = (now: number): readonly unknown[] => [
  undefined,
  null,
  true,
  false,
  0,
  1,
  2,
  5,
  now,
  now + 1e9,
  "",
  "ana",
  "approved",
  "pending",
  [],
  {},
  { keyid: "k", sig: "AAAA" },
  [{ payload: { person: "ana", approves: true, slots: [] }, keyid: "k", sig: "AAAA" }],
];
