import { whyWidening, widening } from "../layers.js";
import type { Policy } from "../rule.js";
import type { Draft } from "./draft.js";
import { finding } from "./finding.js";

/** Allows of later policies that would permit what the first does not: with one of them nothing starts. */
export const widened = ([first, ...later]: readonly Policy[]): readonly Draft[] =>
  later.flatMap((policy) =>
    widening(policy, first).map((rule) => ({
      finding: finding("widening", {
        policy: policy.id,
        path: `rules[${policy.rules.indexOf(rule)}]`,
        rules: [`${policy.id}/${rule.id}`],
        message: whyWidening(first?.id),
      }),
    })),
  );
