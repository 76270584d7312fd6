import type { Truth } from "../subject.js";

/** What is asked of a condition: rules that narrow are content with one that is not known to be false. */
export type Mode = "true" | "false" | "not false" | "not true";

export const holds = (truth: Truth, mode: Mode): boolean => {
  if (mode === "true" || mode === "false") return truth === (mode === "true");
  return truth !== (mode === "not true");
};

/** Whether it says what the condition is, and not only what it is not. */
export const isSure = (mode: Mode): boolean => mode === "true" || mode === "false";
/** Whether it is on the side of true. */
export const isFor = (mode: Mode): boolean => mode === "true" || mode === "not false";
