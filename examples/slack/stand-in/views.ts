import { randomBytes } from "node:crypto";
import type { Refusal } from "./answer.js";
import { wrongInView } from "./limits.js";
import { type Json, type Modal, type Workspace, withIds } from "./workspace.js";

const LARGEST = 250_000;

/** What is wrong with a view, as the Web API says it. */
export function wrongView(view: unknown): Refusal | undefined {
  const wrong = wrongInView(view);
  if (wrong.length > 0) return { error: "invalid_arguments", messages: wrong.map((one) => `[ERROR] ${one}`) };
  return JSON.stringify(view).length > LARGEST ? { error: "view_too_large" } : undefined;
}

const hash = (space: Workspace) => `${Math.floor(space.now() / 1000)}.${randomBytes(4).toString("hex")}`;
const withBlockIds = (space: Workspace, view: Json): Json => ({
  ...view,
  blocks: withIds(space, view["blocks"] as readonly Json[]),
});

export function open(space: Workspace, user: string, view: Json): Modal {
  const modal: Modal = { id: `V${space.count()}`, user, view: withBlockIds(space, view), hash: hash(space) };
  space.modals = [...space.modals, modal];
  return modal;
}

/** The modal with another view; what was said of the earlier one is gone. */
export function replace(space: Workspace, { id, user }: Modal, view: Json): Modal {
  const modal: Modal = { id, user, view: withBlockIds(space, view), hash: hash(space) };
  space.modals = space.modals.map((one) => (one.id === id ? modal : one));
  return modal;
}

/** A view as the Web API and submissions show it. */
export const shownView = (space: Workspace, { id, view, hash }: Modal, values: Json = {}): Json => ({
  private_metadata: "",
  callback_id: "",
  external_id: "",
  clear_on_close: false,
  notify_on_close: false,
  submit: null,
  close: null,
  ...view,
  id,
  team_id: space.team,
  app_installed_team_id: space.team,
  app_id: space.appId,
  bot_id: "B0000000002",
  hash,
  state: { values },
  root_view_id: id,
  previous_view_id: null,
});
