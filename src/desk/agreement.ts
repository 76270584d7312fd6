import { named } from "../approval/eligible.js";
import { excludedNow, requirementOf } from "../approval/lifecycle.js";
import { lacksOf } from "../approval/message.js";
import { together, who } from "../approval/needed.js";
import type { Request } from "../approval/request.js";
import type { ReviewPayload } from "../approval/review.js";
import type { Need, Slot } from "../approval/slots.js";
import { met } from "../approval/tally.js";
import { type Directory, membersOf } from "../people/directory.js";
import type { Person, Proof } from "../people/person.js";

/** One person who may fill a place, and what they said of this revision. */
export interface Voter {
  readonly id: string;
  readonly name?: string;
  readonly said: "approve" | "deny" | "nothing";
  readonly proof?: Proof;
  readonly at?: Date;
}
/** One kind of place among those who must agree. */
export interface Needed {
  /** Whom it takes, in words, alternatives included: `group finance`. */
  readonly who: string;
  readonly approve: number;
  readonly agreed: number;
  readonly proof: Proof;
  /** Whether it waits for earlier stages. */
  readonly open: "now" | "later";
  /** At most 12, those who answered first; "unknown" where the directory cannot say. */
  readonly people: readonly Voter[] | "unknown";
  /** How many more there are. */
  readonly more: number;
}

const SHOWN = 12;

/** Who must agree to the revision on the table, and how far they are. Excluded people are not among them. */
export function agreementOf(
  directory: Directory,
  { request, now }: { readonly request: Request; readonly now: number },
): Promise<readonly Needed[]> {
  const reviews = request.progress.reviews.map(({ payload }) => payload);
  const lacks = request.state === "pending" ? lacksOf(request) : [];
  const kinds = together(requirementOf(request.asked).needs, (need) => need);
  return Promise.all(
    kinds.map(async ([need, count]) => {
      const { slot, approve } = nearestOf(need, reviews);
      const missing = lacks.filter((lack) => lack.need.name === need.name).reduce((sum, lack) => sum + lack.missing, 0);
      const people = await votersOf(directory, need, request, now);
      const total = approve * count;
      return {
        who: need.options.map((option) => who(option.slot)).join(", or "),
        approve: total,
        agreed:
          request.state === "pending" || people === "unknown"
            ? total - Math.min(total, missing)
            : agreed(people, total),
        proof: slot.proof,
        open: met(slot.after, reviews) ? "now" : "later",
        people: people === "unknown" ? people : people.slice(0, SHOWN),
        more: people === "unknown" ? 0 : Math.max(0, people.length - SHOWN),
      };
    }),
  );
}

const agreed = (people: readonly Voter[], most: number): number =>
  Math.min(most, people.filter(({ said }) => said === "approve").length);

/** Of a choice, the option that somebody has begun with; else the first. */
const nearestOf = ({ options }: Need, reviews: readonly ReviewPayload[]): Need["options"][number] =>
  options.find(({ slot }) => reviews.some((one) => one.approves && one.slots.includes(slot.name))) ??
  (options[0] as Need["options"][number]);

/** Everybody who may fill the place by now, and those who did in another's stead. */
async function votersOf(
  directory: Directory,
  { options }: Need,
  request: Request,
  now: number,
): Promise<readonly Voter[] | "unknown"> {
  const slots = options.map(({ slot }) => slot);
  const members = await membersOf(
    directory,
    slots.flatMap((slot) => named(slot, now - request.asked.askedAt)),
  );
  const said = newest(request.progress.reviews.map(({ payload }) => payload)).filter((one) => concerns(one, slots));
  if (members === "unknown" && said.length === 0) return "unknown";
  const excluded = excludedNow(request);
  const others = (members === "unknown" ? [] : members).filter(
    ({ id, kind, active }) => active && kind === "human" && !excluded.has(id) && !said.some((one) => one.person === id),
  );
  const names = new Map((members === "unknown" ? [] : members).map((member) => [member.id, member.name]));
  return [...said.map((one) => voterOf(one, names.get(one.person))), ...others.map(silent)];
}

const newest = (reviews: readonly ReviewPayload[]): readonly ReviewPayload[] => [
  ...new Map(reviews.map((review) => [review.person, review])).values(),
];

const concerns = ({ approves, slots }: ReviewPayload, places: readonly Slot[]): boolean =>
  approves ? places.some(({ name }) => slots.includes(name)) : true;

const voterOf = ({ person, approves, decision, proof, issued_at }: ReviewPayload, name?: string): Voter => ({
  id: person,
  ...(name !== undefined && { name }),
  said: approves ? "approve" : decision === "deny" ? "deny" : "nothing",
  proof,
  at: new Date(issued_at),
});

const silent = ({ id, name }: Person): Voter => ({ id, ...(name !== undefined && { name }), said: "nothing" });
