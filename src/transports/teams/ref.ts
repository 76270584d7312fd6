import type { Delivery } from "../../approval/request-message.js";
import type { JsonObject } from "../../canonical.js";
import type { Place } from "./connector.js";

/** What was posted: where it stands, of which revision, and whether it is a card or a reminder in its thread. */
export interface Brought extends Place {
  readonly revision: number;
  readonly as: "card" | "reminder";
}

export const refOf = ({ activity, thread, revision, as }: Brought): JsonObject => ({ activity, thread, revision, as });

const isText = (value: unknown): value is string => typeof value === "string" && value !== "";

/** Reads what a delivery holds; nothing where another version wrote something else. */
export function broughtIn({ ref }: Delivery): readonly Brought[] {
  if (typeof ref !== "object" || ref === null || Array.isArray(ref)) return [];
  const { activity, thread, revision, as } = ref as JsonObject;
  if (!isText(activity) || !isText(thread) || typeof revision !== "number") return [];
  return as === "card" || as === "reminder" ? [{ activity, thread, revision, as }] : [];
}
