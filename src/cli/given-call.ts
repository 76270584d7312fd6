import { EFFECTS, type Effect } from "../action/action.js";
import type { Context } from "../action/context.js";
import { contextOf } from "../action/gather.js";
import type { JsonObject } from "../canonical.js";
import { type Duration, milliseconds } from "../clock.js";
import { type Issue, isCountersignError } from "../errors.js";

/** Another call. `denied`: people denied it. */
export interface Other {
  readonly args: JsonObject;
  readonly ago: Duration;
  readonly denied?: boolean;
}

/** A call as a file tells it. */
export interface GivenCall {
  readonly action: string;
  readonly args: JsonObject;
  readonly context?: Partial<Context>;
  /** Beside those of the action. */
  readonly datasets?: readonly string[];
  /** Where no actions are given. */
  readonly effect?: Effect;
  readonly environment?: string;
  readonly tenant?: string;
  /** ISO 8601, or milliseconds since the epoch; else the present. */
  readonly now?: number | string;
  /** Whether the session is; else it is not known. */
  readonly tainted?: boolean;
  /** Other calls, for rules that ask about those they are `on`; else nothing is known of them. */
  readonly history?: readonly Other[];
}

type Fits = (value: unknown) => boolean;
/** What the members of an object must be, in words and as a test. */
export type Members<T> = Readonly<Record<keyof T & string, readonly [takes: string, fits: Fits]>>;

export const isText: Fits = (value) => typeof value === "string" && value !== "";
export const isTexts: Fits = (value) => Array.isArray(value) && value.every(isText);
export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const MEMBERS: Members<GivenCall> = {
  action: ["the name of an action", isText],
  args: ["an object: the arguments", isObject],
  context: ["an object: user, agent, session, request and so on", isObject],
  datasets: ["a list of texts", isTexts],
  effect: [`one of ${EFFECTS.join(", ")}`, (value) => EFFECTS.includes(value as Effect)],
  environment: ["a text", isText],
  tenant: ["a text", isText],
  now: ["an ISO 8601 time, or milliseconds since the epoch", (value) => Number.isFinite(momentOf(value))],
  tainted: ["true or false", (value) => typeof value === "boolean"],
  history: [
    "a list of { args, ago }, as { args: { amount: 5 }, ago: 2h }, with denied: true where people denied it",
    isHistory,
  ],
};

const ISO = /^\d{4}-\d{2}-\d{2}/;

/** Milliseconds since the epoch; NaN for what is no moment. */
export function momentOf(given: unknown): number {
  if (typeof given === "number") return given;
  return typeof given === "string" && ISO.test(given) ? Date.parse(given) : Number.NaN;
}

function isHistory(value: unknown): boolean {
  return Array.isArray(value) && value.every(isOther);
}

function isOther(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { args, ago, denied } = value;
  return isObject(args) && isDuration(ago) && (denied === undefined || typeof denied === "boolean");
}

function isDuration(value: unknown): boolean {
  try {
    return milliseconds(value as Duration, "") >= 0;
  } catch {
    return false;
  }
}

/** Everything that is wrong with the form of a call. */
export function callIssues(data: unknown): readonly Issue[] {
  if (!isObject(data)) return [{ path: "", message: "must be an object: give { action, args }" }];
  const issues = membersIssues(data, MEMBERS, ["action", "args"]);
  return issues.length > 0 ? issues : contextIssues(data["context"] ?? {});
}

/** Keys that have no place, members that are not what they must be, and those that are missing. */
export function membersIssues<T>(
  data: Readonly<Record<string, unknown>>,
  members: Members<T>,
  needed: readonly (keyof T & string)[],
): readonly Issue[] {
  const missing = needed
    .filter((key) => data[key] === undefined)
    .map((path) => ({ path, message: `is missing: give ${members[path][0]}` }));
  const wrong = Object.entries(data).flatMap(([key, value]): readonly Issue[] => {
    const member = Object.hasOwn(members, key) ? members[key as keyof T & string] : undefined;
    if (!member) return [{ path: key, message: `is no key here: use ${Object.keys(members).join(", ")}` }];
    const [takes, fits] = member;
    return fits(value) ? [] : [{ path: key, message: `takes ${takes}` }];
  });
  return [...missing, ...wrong];
}

function contextIssues(context: object): readonly Issue[] {
  try {
    contextOf({ context });
    return [];
  } catch (error) {
    if (isCountersignError(error, "input")) return error.issues;
    throw error;
  }
}
