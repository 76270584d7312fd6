import { isDeepStrictEqual } from "node:util";
import { requirementsOf } from "../../src/approval/asked.js";
import type { Request } from "../../src/approval/request.js";
import type { ReviewPayload } from "../../src/approval/review.js";
import { milliseconds } from "../../src/clock.js";
import type { Requirement, State } from "../../src/index.js";
import type { Groups } from "../approval/replay.js";
import { isAsked, isEnough, proofOf, stagesOf, type Yes } from "./oracle.js";
import type { Law, Past, Step } from "./watch.js";

const EDGES: Readonly<Record<State, readonly State[]>> = {
  pending: ["pending", "approved", "denied", "expired", "cancelled"],
  approved: ["approved", "executing", "denied", "expired", "cancelled"],
  executing: ["executing", "succeeded", "failed", "unknown"],
  unknown: ["unknown", "succeeded", "failed"],
  succeeded: ["succeeded"],
  failed: ["failed"],
  denied: ["denied"],
  expired: ["expired"],
  cancelled: ["cancelled"],
};
const MOST_RESTARTS = 3;

const within = ({ asked }: Request) =>
  Math.min(...requirementsOf(asked).map((one) => milliseconds(one.within, "within")));
const useWithin = ({ asked }: Request) =>
  Math.min(...requirementsOf(asked).map((one) => milliseconds(one.useWithin ?? one.within, "useWithin")));
const decideBy = (request: Request) => (request.asked.since?.at ?? request.asked.askedAt) + within(request);
const payloads = ({ progress }: Request) => progress.reviews.map(({ payload }) => payload);
const written = ({ before, after }: Step) =>
  after.progress.reviews.slice(before.progress.reviews.length).map(({ payload }) => payload);
const isRevision = ({ before, after }: Step) => after.asked.revision !== before.asked.revision;
const isClaim = ({ before, after }: Step) => after.progress.fence > before.progress.fence;
const thresholdsOf = (rules: readonly Requirement[]) =>
  rules.flatMap((rule) => stagesOf(rule).flatMap((stage) => stage.map((threshold) => ({ rule, threshold }))));
const ownPeople = ({ asked, progress }: Request) => [
  ...asked.excluded,
  ...progress.modifications.map(({ payload }) => payload.person),
];
const includesAll = (all: readonly unknown[], some: readonly unknown[]) =>
  some.every((one) => all.some((other) => isDeepStrictEqual(one, other)));

/** The approvals that may count at a claim: each person's newest word, without the gone, the merged and the call's own. */
function stillSaid({ before, by }: Step): readonly Yes[] {
  const authors = before.progress.modifications.filter(({ payload }) => !payload.approves);
  const ids = [...before.asked.excluded, ...authors.map(({ payload }) => payload.person)];
  const own = new Set(ids.flatMap((id) => [id, by?.snapshot?.(id)?.id]));
  const all = payloads(before);
  const newest = [...new Map(all.map((one) => [one.person, one])).values()];
  const seen = new Set<string>();
  return all
    .toReversed()
    .filter((one) => newest.includes(one))
    .flatMap(({ person, approves }): Yes[] => {
      const now = by?.snapshot?.(person);
      if (!now?.active || own.has(now.id) || own.has(person) || seen.has(now.id)) return [];
      seen.add(now.id);
      return approves ? yesesOf(person, now.id, all, before.asked.askedAt) : [];
    });
}

/** All that somebody has approved since they last said no. */
function yesesOf(knownAs: string, who: string, all: readonly ReviewPayload[], openedAt: number): Yes[] {
  const mine = all.filter(({ person }) => person === knownAs);
  const since = mine.slice(mine.findLastIndex(({ approves }) => !approves) + 1);
  return since.map(({ proof, issued_at }) => ({ who, knownAs, proof, at: issued_at - openedAt }));
}

function approvedAt({ steps }: Past): number {
  return steps.findLast(({ before, after }) => before.state !== "approved" && after.state === "approved")?.now ?? NaN;
}

/** A newer policy asks more of what was approved: the same revision waits again, with no word of anybody taken away. */
const isAskedMore = ({ before, after }: Pick<Step, "before" | "after">): boolean =>
  before.state === "approved" &&
  after.state === "pending" &&
  after.asked.since !== before.asked.since &&
  after.asked.revision === before.asked.revision &&
  after.progress.reviews.length === before.progress.reviews.length;

/** The laws of the one record, over every write of it. `groups`: who is in which, which never changes. */
export const lawsFor = (groups: Groups): Readonly<Record<string, Law>> => ({
  "a final state never changes, and no edge leads back": {
    step: ({ before, after }) =>
      !EDGES[before.state].includes(after.state) &&
      !isAskedMore({ before, after }) &&
      `${before.state} -> ${after.state}`,
  },
  "an execution begins only from an approval in time, and only if policy does not deny": {
    step(step, past) {
      if (!isClaim(step)) return;
      const { before, now, by } = step;
      if (before.state === "executing") return now < before.due && "restarted while it ran";
      if (before.state !== "approved") return `from ${before.state}`;
      if (!(now < approvedAt(past) + useWithin(before))) return "after its time";
      return by?.kind !== "call" || (by.judged !== "ask" && by.judged !== "allow")
        ? `policy: ${by?.judged}`
        : undefined;
    },
  },
  "one approval is claimed once": {
    step(step, { steps }) {
      if (!isClaim(step)) return;
      const claims = steps.filter(isClaim).length + 1;
      const most = step.before.asked.idempotent ? 1 + MOST_RESTARTS : 1;
      return (claims > most || step.after.progress.fence !== claims) && `${claims} claims`;
    },
  },
  "at the claim, different people who are there and not the call's own have approved every rule, old and new": {
    step(step) {
      if (!isClaim(step) || step.before.state !== "approved") return;
      const said = stillSaid(step);
      const rules = [...requirementsOf(step.before.asked), ...(step.by?.also ?? [])];
      const lacking = rules.filter((rule) => !isEnough(rule, groups, said));
      return lacking.length > 0 && `only ${said.map(({ who }) => who).join(", ")}`;
    },
  },
  "nobody is heard after the deadline": {
    step: (step) => {
      const { before, now } = step;
      if (written(step).length === 0 && !isRevision(step)) return;
      return now >= (before.state === "approved" ? before.due : decideBy(before)) && `${now}`;
    },
  },
  "a deny that is enough ends it, also after the approval": {
    step(step) {
      if (!written(step).some(({ decision }) => decision === "deny")) return;
      const denies = thresholdsOf(requirementsOf(step.before.asked)).map(({ threshold }) => threshold.deny ?? 1);
      return denies.every((deny) => deny === 1) && step.after.state !== "denied" && step.after.state;
    },
  },
  "only who is asked, well enough proven and none of the call's own is recorded": {
    step(step) {
      const { before, now } = step;
      return written(step)
        .filter(({ decision }) => decision !== "modify")
        .map(({ person, proof, decision }) => {
          const at = now - before.asked.askedAt;
          if (ownPeople(before).includes(person)) return `${person} is one of its own`;
          const may = thresholdsOf(requirementsOf(before.asked)).some(
            ({ rule, threshold }) =>
              isAsked(groups, person, threshold, at) && (decision === "deny" || proof >= proofOf(rule, threshold)),
          );
          return may ? "" : `${person} at ${proof}`;
        })
        .join("");
    },
  },
  "a revision never loosens, never moves the deadline later, and voids what was said": {
    step(step) {
      if (!isRevision(step)) return;
      const { before, after } = step;
      const [was, is] = [before.asked, after.asked];
      const kept =
        before.state === "pending" &&
        is.revision === was.revision + 1 &&
        is.origin === was.origin &&
        includesAll(is.requirements, was.requirements) &&
        includesAll(is.excluded, was.excluded) &&
        decideBy(after) <= decideBy(before);
      if (!kept) return "it loosens";
      const own = after.progress.modifications.at(-1)?.payload;
      const left = payloads(after);
      return (
        (left.length > (own?.approves ? 1 : 0) || left.some((one) => !isDeepStrictEqual(one, own))) &&
        "reviews survived"
      );
    },
  },
  "an author is an author for ever": {
    step(step) {
      const [was, is] = [step.before.progress.modifications, step.after.progress.modifications];
      if (!isDeepStrictEqual(is.slice(0, was.length), was)) return "forgotten";
      return is.length !== was.length + (isRevision(step) ? 1 : 0) && "no author";
    },
  },
  "who modified approves with it only where one person decides": {
    step(step) {
      const { asked, progress } = step.after;
      if (!isRevision(step) || !progress.modifications.at(-1)?.payload.approves) return;
      const most = asked.requirements.map((rule) =>
        stagesOf(rule).reduce((sum, stage) => sum + Math.max(...stage.map(({ approve = 1 }) => approve)), 0),
      );
      return most.some((people) => people > 1) && "several people decide";
    },
  },
  "what is recorded was said by that person about this revision": {
    step(step) {
      const { before, by } = step;
      return written(step)
        .map((payload) => {
          const own = by?.kind === "review" && by.by === payload.subject && by.decision === payload.decision;
          const shown = by?.revision === before.asked.revision && by.digest === before.asked.digest;
          return own && shown ? "" : `${payload.person} was shown ${by?.revision}, not ${before.asked.revision}`;
        })
        .join("");
    },
  },
  "only one of its own or an asked person cancels, and only another one says what became of it": {
    step({ before, after, now, by }) {
      const who = by?.snapshot?.(by.by ?? "")?.id ?? "";
      const own = ownPeople(before).flatMap((id) => [id, by?.snapshot?.(id)?.id]);
      if (by?.kind === "reconcile" && before.state === "unknown" && after.state !== "unknown")
        return (!mayDeny(groups, before, who, now) || own.includes(who)) && who;
      if (by?.kind !== "cancel" || after.state !== "cancelled" || before.state === "cancelled") return;
      return !mayDeny(groups, before, who, now) && !own.includes(who) && who;
    },
  },
  "the body starts once for a claim, recorded, with exactly the approved arguments": {
    start({ args, run, by }, { request, starts }) {
      if (request?.state !== "executing") return `while ${request?.state}`;
      if (run.fence !== request.progress.fence) return "for another fence";
      if (!isDeepStrictEqual(args, { ...(request.asked.args as object) })) return "with other arguments";
      if (starts.some(({ run: { fence } }) => fence === run.fence)) return "twice";
      if (starts.some(({ run: { key } }) => key !== run.key)) return "with another key";
      if (starts.length > 0 && !request.asked.idempotent) return "again";
      return !by?.process.recorded(run.fence) && "without a record";
    },
  },
});

const mayDeny = (groups: Groups, request: Request, who: string, now: number) =>
  thresholdsOf(request.asked.requirements).some(({ threshold }) =>
    isAsked(groups, who, threshold, now - request.asked.askedAt),
  );
