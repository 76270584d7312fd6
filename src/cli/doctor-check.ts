import type { Directory } from "../people/directory.js";
import type { Selector } from "../people/person.js";

/** What is looked at. */
export interface Examined {
  readonly directories: readonly Directory[];
  readonly selectors: readonly Selector[];
  readonly names: "compared" | "ignored";
}

/** What a check found. `question`: a hint, which only people can answer. */
export interface Found {
  readonly kind: "problem" | "question";
  readonly text: string;
}

/** Looks at one thing. @throws Unusable where it cannot be told */
export type Check = (examined: Examined) => Promise<readonly Found[]>;

/** `group finance`. */
export const nameOf = (selector: Selector): string => Object.entries(selector).flat().join(" ");
