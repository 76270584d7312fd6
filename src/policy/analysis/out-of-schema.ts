import type { Definition } from "../../action/action.js";
import { isPattern, listOf } from "../match.js";
import { argumentOf } from "../path.js";
import type { Comparison } from "../rule.js";
import type { Arguments } from "./arguments.js";
import { conditionsOf, type Placed } from "./conditions.js";
import { CONTEXT } from "./context-schema.js";
import { type Domain, intersect, isEmpty } from "./domain.js";
import type { Draft } from "./draft.js";
import { concernedBy, type Examined } from "./examined.js";
import { finding } from "./finding.js";
import { isByValue } from "./literal.js";
import type { Matter } from "./matter.js";
import { isMisfit } from "./misfit.js";
import { exampleOf, type OnValue, type Unfit } from "./on-value.js";
import { refusals } from "./refused.js";
import { type Place, placeIn } from "./schema-domain.js";
import { some, told } from "./words.js";

/** Conditions on what no input schema of the rule's actions lets through. */
export async function outOfSchema({ rules, actions }: Matter, args: Arguments): Promise<readonly Draft[]> {
  const drafts: Draft[] = [];
  for (const rule of rules) {
    const about = actions && concernedBy(rule.rule, actions);
    for (const placed of conditionsOf(rule.rule).filter(isOnValue))
      drafts.push(...(await draftsOf(rule, placed, about, args)));
  }
  return drafts;
}

const isOnValue = (placed: Placed): placed is OnValue => isByValue(placed.data) && placed.data.op !== "absent";

async function draftsOf(
  rule: Examined,
  placed: OnValue,
  about: readonly Definition[] | undefined,
  args: Arguments,
): Promise<readonly Draft[]> {
  const argument = argumentOf(placed.data.path);
  if (argument === undefined) return onContext(rule, placed, about);
  const concerned = (about ?? []).filter((one) => one.hasPath(argument) !== false);
  if (concerned.length === 0) return [];
  const fits = concerned.map((one) => fitIn(rule, placed.data, args.placeOf(one, argument)));
  const unfit = concerned.filter((_, i) => fits[i] === "never known");
  if (fits.includes("fits")) {
    if (unfit.length > 0 && areNamed(rule)) return [draft(rule, placed, "never known", schemasOf(unfit), unfit)];
    return refusals(rule, placed, concerned, args);
  }
  const fit = unfit.length === concerned.length ? "never known" : "never true";
  return [draft(rule, placed, fit, schemasOf(concerned), concerned)];
}

const schemasOf = (actions: readonly Definition[]): string =>
  `the input schema of ${some(actions.map(({ name }) => name))} lets no value through`;

/** Whether every action of the rule is meant, for each is written out. */
const areNamed = ({ rule: { on } }: Examined): boolean => "action" in on && !listOf(on.action).some(isPattern);

type Fit = "fits" | Unfit;

function fitIn({ make }: Examined, data: Comparison, place: Place | undefined): Fit {
  if (!place) return "fits";
  const may = (mode: "true" | "false") => !isEmpty(intersect(place.values, make(data, mode).allows as Domain));
  if (may("true") && !isMisfit(data, place.node)) return "fits";
  return may("false") ? "never true" : "never known";
}

function onContext(rule: Examined, placed: OnValue, about: readonly Definition[] | undefined): readonly Draft[] {
  const fit = fitIn(rule, placed.data, placeIn(CONTEXT, placed.data.path.split(".").slice(1)));
  return fit === "fits" ? [] : [draft(rule, placed, fit, "the context has no value", about)];
}

function draft(
  rule: Examined,
  placed: OnValue,
  fit: Unfit,
  who: string,
  actions: readonly Definition[] | undefined,
): Draft {
  const { data, at } = placed;
  const text = told({ data, mode: "true" });
  const message =
    fit === "never true"
      ? `${text} never holds: ${who} for which it does`
      : `${text} is never known: ${who} that can be compared so`;
  return {
    finding: finding("out-of-schema", {
      policy: rule.policy,
      path: `${rule.path}.${at}`,
      rules: [rule.label],
      message,
    }),
    ...(actions && actions.length > 0 && { example: exampleOf(rule, placed, fit, actions) }),
  };
}
