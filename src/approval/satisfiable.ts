import { canonical } from "../canonical.js";
import { type Directory, membersOf } from "../people/directory.js";
import type { Person, Selector } from "../people/person.js";
import { MOST_CHOICES } from "../policy/requirement.js";
import { type Combined, mostPeople } from "./combine.js";
import { countsFor, everybody, named } from "./eligible.js";
import { missingOf, who } from "./needed.js";
import type { ReviewPayload } from "./review.js";
import { choicesOf, tally } from "./tally.js";

export type Satisfiable = { eligible: number; needed: number; missing: readonly string[] };
/** Everyone whom a selector names, by id. */
export type Pools = (selector: Selector) => ReadonlyMap<string, Person>;

/** Everyone who could ever review under this requirement; `"unknown"` when the directory cannot say. */
export async function poolsOf(requirement: Combined, directory: Directory): Promise<Pools | "unknown"> {
  const selectors = everybody(requirement);
  const answers = await Promise.all(selectors.map((one) => membersOf(directory, [one])));
  if (answers.includes("unknown")) return "unknown";
  const byId = (people: unknown) => new Map((people as readonly Person[]).map((person) => [person.id, person]));
  const pools = new Map(selectors.map((one, i) => [canonical(one), byId(answers[i])]));
  return (selector) => pools.get(canonical(selector)) ?? new Map();
}

/**
 * Whether a requirement would be met if everybody who may, at any time before the deadline, approved with their best
 * proof; what is missing else. Also missing: people enough to deny it.
 */
export function satisfiable(requirement: Combined, pools: Pools, excluded: ReadonlySet<string>): Satisfiable {
  const people = new Map(everybody(requirement).flatMap((one) => [...pools(one)]));
  const able = [...people.values()].filter(({ active, kind, id }) => active && kind === "human" && !excluded.has(id));
  const needed = Math.max(mostPeople(requirement.needs), ...requirement.vetoes.map(({ deny }) => deny));
  const counts = { eligible: able.length, needed };
  if (choicesOf(requirement.needs) > MOST_CHOICES)
    return { ...counts, missing: [`a simpler choice: its rules leave more than ${MOST_CHOICES} ways to meet them`] };
  const counted = tally(requirement, everybodyApproves(requirement, able, pools));
  const missing = counted.state === "open" ? missingOf(counted.lacks) : deniersMissing(requirement, able, pools);
  return { ...counts, missing: missing.map((one) => `${one}, other than the people of the call itself`) };
}

/** Each for what is open to them, and again while that opens more. */
function everybodyApproves(requirement: Combined, able: readonly Person[], pools: Pools): readonly ReviewPayload[] {
  let reviews: readonly ReviewPayload[] = [];
  for (let [before, now] = [-1, 0]; now > before; ) {
    reviews = able.map(({ id }): ReviewPayload => {
      const right = (selector: Selector) => (pools(selector).has(id) ? "own" : "none");
      const { slots } = countsFor(requirement, right, "L4", requirement.within - 1, reviews);
      return { ...SUPPOSED, person: id, subject: id, slots };
    });
    [before, now] = [now, reviews.reduce((sum, { slots }) => sum + slots.length, 0)];
  }
  return reviews;
}

/** A review that nobody gave. */
const SUPPOSED: ReviewPayload = {
  v: 1,
  tenant: "",
  environment: null,
  request_id: "",
  revision: 1,
  call_digest: "",
  view_digest: "",
  decision: "approve",
  approves: true,
  person: "",
  issuer: "",
  subject: "",
  proof: "L4",
  slots: [],
  vetoes: [],
  prev: "",
  issued_at: 0,
};

/** A veto that nobody can reach leaves nobody to stop it. */
const deniersMissing = ({ vetoes, within }: Combined, able: readonly Person[], pools: Pools): readonly string[] =>
  vetoes.flatMap((veto) => {
    const members = named(veto, within - 1).map(pools);
    const missing = veto.deny - able.filter(({ id }) => members.some((pool) => pool.has(id))).length;
    return missing > 0 ? [`${missing} more of ${who(veto)} to deny it`] : [];
  });
