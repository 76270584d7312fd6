import { type Clock, inTime, systemClock } from "../clock.js";
import { type About, failure, misuse } from "../errors.js";
import type { Principal } from "../people/person.js";
import type { Action } from "./action.js";
import { andThen } from "./at-once.js";
import type { Context, Gather } from "./context.js";
import { freeze, NotJson } from "./freeze.js";
import { mergeContexts } from "./merge.js";

/** The context of one call: a frozen copy, and the parts of its text that every event needs. */
export interface Gathered {
  readonly context: Partial<Context>;
  /** RFC 8785 text of the actor chain: `{agent, delegators, owner, user}`, issuers and subjects only. */
  readonly actors: string;
}

const KEYS = new Set<keyof Context>([
  "agent",
  "owner",
  "user",
  "delegators",
  "model",
  "session",
  "run",
  "toolCall",
  "request",
  "datasets",
  "trace",
  "facts",
]);
const TEXTS = ["model", "session", "run", "toolCall", "request", "trace"] as const;

/** Joins the config's context, the gatherers' and the call's own. @throws `unavailable` (gather), `input`. */
export function contextOf(sources: {
  readonly context?: Partial<Context>;
  readonly gather?: readonly Gather[];
  readonly clock?: Clock;
}): (action: Action, about: About, own?: Partial<Context>) => Gathered | Promise<Gathered> {
  const fixed = checked(frozen(sources.context ?? {}, "context"), "context");
  const { gather: gatherers = [], clock = systemClock } = sources;
  return (action, about, own) => {
    if (gatherers.length === 0)
      return own === undefined ? fixed : checked(joined(fixed.context, frozen(own, "context")), "context");
    return andThen(gatherAll(gatherers, action, about, clock), (gathered) =>
      checked(joined(fixed.context, ...gathered.toReversed(), own && frozen(own, "context")), "context"),
    );
  };
}

type Found = Partial<Context> | undefined;

/** At once where every gatherer is. */
function gatherAll(
  gatherers: readonly Gather[],
  action: Action,
  about: About,
  clock: Clock,
): readonly Found[] | Promise<readonly Found[]> {
  const trouble = (cause: unknown) =>
    failure("unavailable", about, "the context could not be gathered", { part: "gather", cause });
  try {
    const answers = gatherers.map((gather) => andThen(gather(action), (found) => found && frozen(found, "gather")));
    if (!answers.some((answer) => answer instanceof Promise)) return answers as Found[];
    return inTime(Promise.all(answers), clock, "a gatherer").catch((cause: unknown) => Promise.reject(trouble(cause)));
  } catch (cause) {
    throw trouble(cause);
  }
}

function frozen(context: Partial<Context>, where: string): Partial<Context> {
  try {
    return freeze(context).value as Partial<Context>;
  } catch (error) {
    if (error instanceof NotJson) throw misuse(error.path ? `${where}.${error.path}` : where, error.message);
    throw error;
  }
}

/** Frozen contexts as one: what merging makes new is frozen, too. */
function joined(...outerToInner: readonly (Partial<Context> | undefined)[]): Partial<Context> {
  const context = mergeContexts(...outerToInner);
  for (const value of Object.values(context)) Object.freeze(value);
  return Object.freeze(context);
}

function checked(context: Partial<Context>, where: string): Gathered {
  for (const key of Object.keys(context))
    if (!KEYS.has(key as keyof Context)) throw misuse(`${where}.${key}`, "unknown option");
  for (const key of TEXTS)
    if (context[key] !== undefined && typeof context[key] !== "string") throw misuse(`${where}.${key}`, "must be text");
  if (!isTexts(context.datasets ?? [])) throw misuse(`${where}.datasets`, "must be a list of texts");
  if (typeof (context.facts ?? {}) !== "object" || Array.isArray(context.facts))
    throw misuse(`${where}.facts`, "must be an object");
  for (const who of everyone(context))
    if (!isPrincipal(who)) throw misuse(where, "a person or agent is { issuer, subject }, both text");
  return { context, actors: actorsOf(context) };
}

const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every((one) => typeof one === "string");
const isPrincipal = (who: Principal): boolean =>
  typeof who?.issuer === "string" && who.issuer !== "" && typeof who.subject === "string" && who.subject !== "";

/** Everyone in the actor chain, with their roles. */
export function chain(context: Partial<Context>): { role: "agent" | "user" | "owner" | "delegator"; who: Principal }[] {
  const { agent, user, owner, delegators = [] } = context;
  return [
    ...(agent !== undefined ? [{ role: "agent" as const, who: agent }] : []),
    ...(user !== undefined ? [{ role: "user" as const, who: user }] : []),
    ...(owner !== undefined ? [{ role: "owner" as const, who: owner }] : []),
    ...delegators.map((who) => ({ role: "delegator" as const, who })),
  ];
}

const everyone = (context: Partial<Context>): Principal[] => chain(context).map(({ who }) => who);

/** By key order, so that the text is RFC 8785. */
function actorsOf({ agent, user, owner, delegators = [] }: Partial<Context>): string {
  const name = ({ issuer, subject }: Principal) =>
    `{"issuer":${JSON.stringify(issuer)},"subject":${JSON.stringify(subject)}}`;
  const members = [
    agent && `"agent":${name(agent)}`,
    delegators.length > 0 && `"delegators":[${delegators.map(name).join(",")}]`,
    owner && `"owner":${name(owner)}`,
    user && `"user":${name(user)}`,
  ];
  return `{${members.filter(Boolean).join(",")}}`;
}
