import { randomBytes } from "node:crypto";
import type { Workspace } from "./workspace.js";

const LIFETIME_MS = 3000;

/** What a person's act lets the app open: one modal, within three seconds. */
export function mintTrigger(space: Workspace, user: string): string {
  const id = `${space.count()}.${Math.floor(space.now() / 1000)}.${randomBytes(16).toString("hex")}`;
  space.triggers.set(id, { user, at: space.now(), used: false });
  return id;
}

/** Whose act it was, once. */
export function exchanged(space: Workspace, id: unknown): { readonly user: string } | { readonly error: string } {
  const trigger = space.triggers.get(String(id));
  if (!trigger) return { error: "invalid_trigger_id" };
  if (trigger.used) return { error: "exchanged_trigger_id" };
  if (space.now() - trigger.at > LIFETIME_MS) return { error: "expired_trigger_id" };
  trigger.used = true;
  return { user: trigger.user };
}
