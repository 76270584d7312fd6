import { isCountersignError } from "../errors.js";

/** Whether a list was asked from a place that no page gave: stores alone know their cursors. */
export const isOfCursor = (error: unknown): boolean =>
  isCountersignError(error, "input") && error.issues.some(({ path }) => path === "cursor");
