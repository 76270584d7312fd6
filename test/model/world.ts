import type fc from "fast-check";
import * as z from "zod";
import { action, type Policy, proven, type Requirement, type Store, type Verdict } from "../../src/index.js";
import { allow, ask, deny, policy } from "../../src/policy.js";
import type { Ground } from "./ground.js";
import { lawsFor } from "./laws.js";
import { changingPeople } from "./people.js";
import type { Setup } from "./setup.js";
import { type Attempt, inTheNameOf, turns, watched, watchOver, whoActs } from "./watch.js";
import { type Args, workerOf } from "./worker.js";

const spec = {
  input: z.object({ to: z.string(), amount: z.number(), note: z.string() }),
  effect: "write",
  critical: ["to"],
} as const;
const PAY = { once: action("pay", spec), again: action("pay", { ...spec, idempotent: true }) };
export const ARGS: Args = { to: "a", amount: 600, note: "" };
/** What policy asks besides for large amounts, and when it has become stricter. */
const MORE: Requirement = { approvers: { group: "finance" }, within: "50s" };

export const identity = (subject: string, proof: "L1" | "L2" | "L3" | "L4") =>
  proven({ issuer: "test", subject, proof, evidence: {} });

const rulebook = (pay: typeof PAY.once, rules: readonly Requirement[]): Policy =>
  policy({
    id: "p",
    rules: [
      deny("huge", { on: pay, when: ({ arg }) => [arg("amount").gt(900)] }),
      ask("large", { on: pay, when: ({ arg }) => [arg("amount").gt(700)], require: MORE }),
      allow("tiny", { on: pay, when: ({ arg }) => [arg("amount").lt(10)] }),
      ...rules.map((require, i) => ask(`asks-${i}`, { on: pay, when: ({ arg }) => [arg("amount").gte(10)], require })),
    ],
  });

/** A judge that changes its mind, and tells each attempt's watcher what it said and who people were then. */
function moodyJudge(people: ReturnType<typeof changingPeople>) {
  let mood: "as ever" | "stricter" | "denies" = "as ever";
  const judge = (): Verdict => {
    const attempt = whoActs();
    if (attempt) Object.assign(attempt, { snapshot: people.snapshot(), judged: mood === "denies" ? "deny" : "ask" });
    if (attempt) attempt.also = mood === "stricter" ? [MORE] : []; // its last word counts
    if (mood === "as ever") return { verdict: "none" };
    return mood === "denies" ? { verdict: "deny", rules: ["now"] } : { verdict: "ask", rules: ["now"], require: MORE };
  };
  return {
    judge,
    turn(to: typeof mood) {
      mood = to;
    },
  };
}

/** One request, the processes that care for it, and the people, as a schedule plays with them. */
export function worldOf(
  { rules, groups, idempotent, user }: Setup,
  scheduler: fc.Scheduler,
  { clock, stores, pass, time }: Ground,
) {
  const people = changingPeople({ ...groups, owner: [] });
  const watch = watchOver(lawsFor(groups));
  const inTurn = turns();
  const shared = stores.map((store) => watched(store, watch, inTurn));
  const pay = idempotent ? PAY.again : PAY.once;
  const { judge, turn } = moodyJudge(people);
  const context = { owner: { issuer: "test", subject: "owner" }, user: { issuer: "test", subject: user } };
  const about = { policy: rulebook(pay, rules), judges: [{ judge }], clock, context, url: "https://example.com" };
  const open = (i: number) => {
    const store = shared[i % shared.length] as Store;
    return workerOf(pay, { ...about, directory: people.directory, store }, watch, scheduler);
  };
  const processes = new Map<number, ReturnType<typeof open>>();
  return {
    watch,
    people,
    pass,
    time,
    policy: turn,
    /** What people are shown, or were shown some revisions ago. */
    card: (behind: number) => watch.cards.at(-1 - behind),
    underway: new Set<Promise<unknown>>(),
    /** One of the processes, or who took its place when it died. */
    at(i: number) {
      const there = processes.get(i);
      if (there && !there.worker.dead) return there;
      const opened = open(i);
      processes.set(i, opened);
      return opened;
    },
  };
}
export type World = ReturnType<typeof worldOf>;

/** Does something in the name of somebody, without waiting for it. */
export function underway(world: World, attempt: Attempt, work: () => Promise<unknown>): void {
  const done = inTheNameOf(attempt, work)
    .catch(() => undefined)
    .finally(() => world.underway.delete(done));
  world.underway.add(done);
}
