import type { Json } from "../../canonical.js";
import type { RuleData } from "../rule.js";
import { shown } from "../shown.js";
import type { Literal } from "./conjunction.js";
import { isFor } from "./mode.js";

const ACTS = { allow: "allows", deny: "denies", ask: "asks" } as const;

/** What a rule does. */
export function acts({ verdict, mask }: Pick<RuleData, "verdict" | "mask">): string {
  if (verdict) return ACTS[verdict];
  return mask ? "masks" : "checks";
}

/** What a rule does to the calls that it applies to. */
export function does(rule: Pick<RuleData, "verdict" | "mask">): string {
  const word = acts(rule);
  return rule.verdict === "ask" ? `${word} about` : rule.mask ? `${word} results of` : word;
}

const DONE = { allow: "allowed", deny: "denied", ask: "asked about" } as const;

/** What becomes of calls that rules of verdicts apply to. */
export const done = (rules: readonly Pick<RuleData, "verdict">[]): string =>
  [...new Set(rules.map(({ verdict }) => DONE[verdict ?? "deny"]))].join(" or ");

const TOLD = 3;

/** `a, b, c and 2 more` */
export function some(names: readonly string[]): string {
  const told = names.slice(0, names.length === TOLD + 1 ? TOLD + 1 : TOLD);
  const rest = names.length - told.length;
  if (rest > 0) return `${told.join(", ")} and ${rest} more`;
  return told.length < 2 ? told.join("") : `${told.slice(0, -1).join(", ")} and ${told.at(-1)}`;
}

/** A condition, as a rule says it: `args.amount gt 500`. */
export function told({ data, mode }: Pick<Literal, "data" | "mode">): string {
  return isFor(mode) ? written(data) : `not ${written(data)}`;
}

function written(data: Literal["data"]): string {
  if ("dataset" in data) return `dataset ${shown(data.dataset)}`;
  if ("op" in data && "path" in data && !("history" in data))
    return [data.path, data.op, data.ref ?? (data.value === undefined ? "" : shown(data.value))].join(" ").trimEnd();
  return shown(data as unknown as Json);
}
