import { leaves, pathOf, put } from "../../action/paths.js";
import type { Json, JsonObject } from "../../canonical.js";
import type { Comparison, InTime } from "../rule.js";
import { windowMatcher } from "../time-window.js";
import type { Literal } from "./conjunction.js";
import { holds, isFor } from "./mode.js";

const SOMEONE = { issuer: "example", subject: "someone" };
const PEOPLE: readonly string[] = ["agent", "owner", "user"];

/** A context with these values, and people who have a name wherever one is asked for. */
export function contextWith(
  values: readonly (readonly [path: string, value: Json])[],
  literals: readonly Literal[],
): JsonObject {
  const datasets = literals.flatMap(({ data, mode }) => ("dataset" in data && isFor(mode) ? [data.dataset] : []));
  const pers = literals.flatMap(({ data }) => ("history" in data ? [data.per] : []));
  const people = Object.fromEntries(pers.filter((per) => PEOPLE.includes(per)).map((per) => [per, SOMEONE]));
  const start: JsonObject = {
    ...people,
    ...(pers.includes("session") && { session: "s-1" }),
    ...(datasets.length > 0 && { datasets }),
  };
  return values.reduce<Json>(
    (context, [path, value]) => withPerson(put(context, escaped(path), value), path),
    start,
  ) as JsonObject;
}

/** As rules read paths: no backslash has a meaning. */
const escaped = (path: string): string => path.split(".").map(pathOf).join(".");

function withPerson(context: Json, path: string): Json {
  const [who = "", member] = path.split(".");
  if (!PEOPLE.includes(who) || member === undefined) return context;
  const given = context as JsonObject;
  return { ...given, [who]: { ...SOMEONE, ...(given[who] as JsonObject) } };
}

const MONDAY = Date.UTC(2026, 0, 5, 12);
const HOUR = 3_600_000;
const WEEK = 7 * 24;

/** A time for which what is asked of the time holds, if an hour of some week is one. */
export function timeFor(literals: readonly Literal[]): number {
  const asked = literals.flatMap(({ data, mode }) =>
    "time" in data ? [{ matches: windowMatcher((data as InTime).time), mode }] : [],
  );
  if (asked.length === 0) return MONDAY;
  const hours = Array.from({ length: WEEK }, (_, i) => MONDAY + i * HOUR);
  return hours.find((at) => asked.every(({ matches, mode }) => holds(matches(at), mode))) ?? MONDAY;
}

export const isTimed = (literals: readonly Literal[]): boolean => literals.some(({ data }) => "time" in data);

/** What a user may have asked for, where a rule reads that: all that the arguments say, or nothing of it. */
export function requestsFor(literals: readonly Literal[], args: JsonObject): readonly (string | undefined)[] {
  if (!literals.some(({ data }) => (data as Comparison).op === "grounded")) return [undefined];
  const said = leaves(args).map(([, value]) => (typeof value === "string" ? value : JSON.stringify(value)));
  return [`please use ${said.join(" , ")}`, "nothing of that", undefined];
}
