import { isDeepStrictEqual } from "node:util";
import { grantIdOf } from "../../../src/execution/grant.js";
import type { RequestMessage } from "../../../src/index.js";

export interface Args {
  readonly to: string;
  readonly amount: number;
  /** The key of its call. */
  readonly note: string;
}
/** What a person said, and of what: the arguments as the card that they looked at showed them. */
export interface Said {
  readonly who: string;
  readonly decision: "approve" | "deny" | "modify" | "cancel" | "revoke";
  readonly requestId: string;
  readonly at: number;
  readonly shown: Args;
  /** Of a modification: what they made of it. */
  readonly made?: Args;
  /** Of an approval that is meant for later calls: how many. */
  readonly uses?: number;
}
/** What people decided by whom: how many must agree, and for how long that is good. */
export interface Rule {
  approve(amount: number): number;
  readonly deny: number;
  readonly useWithin: number;
  readonly rememberedFor: number;
}
/** What else is true. `human`: who an account is now, if they may still decide. */
export interface Facts {
  readonly rule: Rule;
  readonly again: "once" | "idempotent";
  /** `whole`: the process that runs bodies has heard of all that people said. */
  readonly log: "whole" | "parts";
  now(): number;
  human(account: string): string | undefined;
  /** Whether a record is as those left it who may write it. */
  isIntact(id: string): boolean;
}

export const argsOf = ({ view }: Pick<RequestMessage, "view">): Args =>
  Object.fromEntries(
    view.fields.filter(({ text }) => text !== "(removed)").map(({ path, text }) => [path, JSON.parse(text)]),
  ) as unknown as Args;

interface Run {
  readonly args: Args;
  /** By whose approval. */
  readonly requestId: string | undefined;
  readonly by: "approval" | "grant";
}
const MOST_RUNS = 4;

/** What really happened, told by people and bodies and not by any record; and what must not have. */
export function truthOf({ rule, again, log, now, human, isIntact }: Facts) {
  const said: Said[] = [];
  const called: Args[] = [];
  const runs: Run[] = [];
  const broken: string[] = [];
  const results = new Set<unknown>();

  const idsSaid = () => [...new Set(said.map(({ requestId }) => requestId))];
  const of = (id: string) => said.filter(({ requestId }) => requestId === id);
  /** All that was said of a request; of a store that was set back, also what was said until some time. */
  const moments = (all: readonly Said[]) => all.map((_, i) => all.slice(0, i + 1));

  /** Those who agree to something like this, by the newest word of each on the newest revision: what it takes, or nobody. */
  function agreeing(until: readonly Said[], like: (one: Said) => boolean, args: Args): readonly Said[] {
    const made = until.flatMap((one) => one.made ?? []);
    const authors = until.filter((one) => one.made).flatMap(({ who }) => [who, human(who)]);
    const current = until.slice(until.findLastIndex((one) => one.made) + 1);
    const newest = [...new Map(current.filter(isAnswer).map((one) => [one.who, one])).values()];
    if (newest.filter(({ decision }) => decision === "deny").length >= rule.deny) return [];
    const yes = newest.filter((one) => one.decision === "approve" && like(one));
    const stand = yes.filter(({ who }) => human(who) && !authors.includes(who) && !authors.includes(human(who)));
    const people = new Set(stand.map(({ who }) => human(who)));
    const asked = called.filter(({ note }) => note === args.note);
    const needed = Math.max(...[...asked, ...made, args].map(({ amount }) => rule.approve(amount)));
    return people.size >= needed ? stand : [];
  }
  /** Whether the process that runs bodies can know all that was said, from its log or from a record. */
  const isKnown = (record: string): boolean => log === "whole" || isIntact(record);
  const isCancelled = (id: string): boolean =>
    isKnown(id) && of(id).some(({ decision }) => decision === "cancel" || (decision === "deny" && rule.deny === 1));
  const isRevoked = (id: string): boolean =>
    isKnown(grantIdOf(id)) && of(id).some(({ decision }) => decision === "revoke");

  /** Whether people agreed to exactly these arguments, as they saw them, and not too long ago. */
  function isApproved(id: string, args: Args): boolean {
    const all = of(id);
    const isRestart = again === "idempotent" && runs.some((run) => run.requestId === id && run.args.note === args.note);
    const standing = isKnown(id) ? [all] : moments(all);
    return (
      !isCancelled(id) &&
      standing.some((until) => {
        const yes = agreeing(until, ({ shown }) => isDeepStrictEqual(shown, args), args);
        return yes.length > 0 && (isRestart || now() < newest(yes) + rule.useWithin);
      })
    );
  }

  /** How many later calls people meant, with the same critical arguments. */
  function meantFor(id: string, args: Args): number {
    const all = of(id);
    const asked = all[0]?.shown.note;
    if (asked === undefined || isCancelled(id) || isRevoked(id)) return 0;
    const covers = ({ shown, uses }: Said) =>
      uses !== undefined && shown.to === args.to && shown.amount === args.amount;
    const meant = moments(all).map((until) => {
      const yes = agreeing(until, covers, { ...args, note: asked });
      if (yes.length === 0 || now() >= newest(yes) + rule.rememberedFor) return 0;
      return Math.min(...yes.map(({ uses = 0 }) => uses));
    });
    return Math.max(...meant, 0);
  }

  /** By which right it runs: an approval of its own first, then a grant. */
  function rightTo(args: Args): Run | "nobody" | "twice" {
    const own = idsSaid().filter((id) => isApproved(id, args));
    const before = (id: string, by: Run["by"]) => runs.filter((run) => run.requestId === id && run.by === by);
    const fresh = own.find((id) => before(id, "approval").length === 0);
    const restarted = own.find((id) => again === "idempotent" && before(id, "approval").length < MOST_RUNS);
    const requestId = fresh ?? restarted;
    if (requestId !== undefined) return { args, requestId, by: "approval" };
    const granting = idsSaid().filter((id) => meantFor(id, args) > 0);
    const left = granting.find((id) => {
      const used = before(id, "grant");
      const same = used.filter((run) => run.args.note === args.note).length;
      if (same > 0) return again === "idempotent" && same < MOST_RUNS;
      return new Set(used.map((run) => run.args.note)).size < meantFor(id, args);
    });
    if (left !== undefined) return { args, requestId: left, by: "grant" };
    return own.length + granting.length > 0 ? "twice" : "nobody";
  }

  return {
    broken,
    runs: runs as readonly Run[],
    called: (args: Args) => void called.push(args),
    said: (one: Said) => void said.push(one),
    /** The body starts. */
    started(args: Args): string {
      const wanted = [...called, ...said.flatMap(({ made }) => made ?? [])];
      if (!wanted.some((one) => isDeepStrictEqual(one, args))) broken.push(`nobody wanted ${JSON.stringify(args)}`);
      const right = rightTo(args);
      if (right === "nobody") broken.push(`nobody agreed to ${JSON.stringify(args)}`);
      else if (right === "twice") broken.push(`twice: ${JSON.stringify(args)}`);
      runs.push(typeof right === "string" ? { args, requestId: undefined, by: "approval" } : right);
      const result = `result ${runs.length} of ${args.note}`;
      results.add(result);
      return result;
    },
    /** What a caller was told. */
    told(
      key: string,
      done: { ok: true; value: unknown } | { ok: false; error: { executed: string; requestId?: string } },
    ) {
      if (done.ok) {
        const its = results.has(done.value) && String(done.value).endsWith(` of ${key}`);
        if (!its) broken.push(`a result that no body gave: ${JSON.stringify(done.value)}`);
        return;
      }
      const { executed, requestId } = done.error;
      const mine = runs.filter((run) => run.args.note === key);
      if (executed === "no" && mine.some((run) => run.by === "approval" && run.requestId === requestId))
        broken.push(`"not executed" of what was: ${JSON.stringify(done.error)}`);
      if (executed === "yes" && mine.length === 0)
        broken.push(`"executed" of what was not: ${JSON.stringify(done.error)}`);
    },
  };
}
export type Truth = ReturnType<typeof truthOf>;

const newest = (some: readonly Said[]): number => Math.max(...some.map(({ at }) => at));
const isAnswer = ({ decision }: Said): boolean => decision === "approve" || decision === "deny";
