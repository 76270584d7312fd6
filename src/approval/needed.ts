import type { Selector } from "../people/person.js";
import type { Combined } from "./combine.js";
import type { Need, Option, Slot } from "./slots.js";
import type { Lack } from "./tally.js";

/** Who must agree, one line for each kind of need, as the view shows it. */
export function neededOf({ needs, vetoes }: Pick<Combined, "needs" | "vetoes">): readonly string[] {
  const lines = together(needs, (need) => need).map(([{ options }, count]) => {
    const before = options[0]?.slot.after ?? [];
    const then = before.length > 0 ? `, after ${summary(before)}` : "";
    return `${options.map((option) => described(option, count)).join(", or ")}${then}`;
  });
  const denies = vetoes.filter(({ deny }) => deny > 1).map((veto) => `${veto.deny} denies of ${who(veto)} end it`);
  return [...lines, ...denies];
}

/** What is still missing, one phrase for each need, alternatives included: `1 more of group security`. */
export function missingOf(lacks: readonly Lack[]): readonly string[] {
  return together(lacks, ({ need }) => need).map(([{ need, nearest, missing }, count]) => {
    const others = need.options.filter((option) => option !== nearest);
    const instead = others.map(({ slot, approve }) => `${approve} of ${who(slot)}`);
    return [`${missing * count} more of ${who(nearest.slot)}`, ...instead].join(", or ");
  });
}

export const who = ({ approvers }: Pick<Slot, "approvers">): string => approvers.map(nameOf).join(" or ");

const nameOf = (selector: Selector): string => Object.entries(selector).flat().join(" ");

const summary = (needs: readonly Need[]): string =>
  together(needs, (need) => need)
    .map(([{ options }, count]) =>
      options.map(({ slot, approve }) => `${approve * count} of ${who(slot)}`).join(" or "),
    )
    .join(" and ");

function described({ slot, approve }: Option, count: number): string {
  const later = slot.escalate.map(({ after, to }) => `; after ${span(after)} also ${nameOf(to)}`);
  return `${approve * count} of ${who(slot)}, proven at ${slot.proof} or better${later.join("")}`;
}

const UNITS = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000, ms: 1 } as const;

/** A duration as a policy writes it. */
function span(ms: number): string {
  const [unit, size] = Object.entries(UNITS).find(([, size]) => ms % size === 0) ?? ["ms", 1];
  return `${ms / size}${unit}`;
}

/** Equal places counted together; of choices each stays its own, for each may be met in another way. */
export function together<T>(all: readonly T[], needOf: (one: T) => Need): readonly (readonly [T, number])[] {
  const groups = new Map<string, readonly [T, number]>();
  for (const [i, one] of all.entries()) {
    const { name, options } = needOf(one);
    const key = options.length > 1 ? `${name} ${i}` : name;
    const [first, count] = groups.get(key) ?? [one, 0];
    groups.set(key, [first, count + 1]);
  }
  return [...groups.values()];
}
