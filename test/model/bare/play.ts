import { deadlineOf } from "../../../src/approval/lifecycle.js";
import type { Setup } from "../setup.js";
import type { Attempt, Watch } from "../watch.js";
import type { Act } from "./act.js";
import { nextOf } from "./next.js";
import { type Bare, bareOf, MORE, read, write } from "./record.js";

/** Plays these acts: each reads the record, and writes some acts later what it made of it. */
export function playBare(setup: Setup, acts: readonly Act[]): Watch {
  const bare = bareOf(setup);
  const late: { readonly at: number; readonly commit: () => void }[] = [];
  acts.forEach((act, turn) => {
    if (act.kind === "pass") bare.now += 1000 * act.seconds;
    else if (act.kind === "leave") bare.people.leave(act.who);
    else if (act.kind === "policy") bare.policy = act.policy;
    else late.push({ at: turn + act.slow, commit: begin(bare, attemptOf(bare, act), act) });
    for (const { at, commit } of late) if (at === turn) commit();
  });
  return bare.watch;
}

/** What it read, and how it is written: by one compare-and-swap, else it reads again. */
function begin(bare: Bare, by: Attempt, act: Act): () => void {
  const look = () => {
    const { version, state } = read(bare, by);
    const until = state === "pending" || state === "approved" ? deadlineOf(bare.request) : Number.POSITIVE_INFINITY;
    return { version, until, next: nextOf(bare, by, act) };
  };
  const first = look();
  return () => {
    const { version, until, next } = first.version === bare.request.version ? first : look();
    if (next && version === bare.request.version && bare.now < until) write(bare, next, by);
  };
}

function attemptOf({ watch, people, policy }: Bare, { kind, who, behind }: Act): Attempt {
  const about = { process: { dead: false, recorded: () => true }, snapshot: people.snapshot() };
  if (kind === "approve" || kind === "deny" || kind === "modify")
    return {
      ...about,
      ...(watch.cards.at(-1 - behind) ?? watch.cards.at(-1)),
      kind: "review",
      by: who,
      decision: kind,
    };
  if (kind === "reconcile") return { ...about, kind, by: who };
  if (kind === "cancel") return { ...about, kind, by: "owner" };
  if (kind !== "claim") return { ...about, kind: "time" };
  const judged = policy === "denies" ? "deny" : "ask";
  return { ...about, kind: "call", judged, ...(policy === "stricter" && { also: [MORE] }) };
}
