import { oddIn } from "../../action/hidden.js";
import { isOpen } from "../../action/value.js";
import type { RequestMessage } from "../../approval/request-message.js";
import type { IconName } from "./icons.js";
import { proofNeeded } from "./proof.js";

/** What to see before opening a request. It comes from the policy and the arguments, never from the agent. */
export interface Cue {
  readonly kind: "danger" | "warn" | "plain";
  readonly sign?: IconName;
  readonly text: string;
}

/** The weightiest first. */
export function cuesOf({ view, revision, proof, state }: RequestMessage): Cue[] {
  const needs = state === "pending" ? proofNeeded(proof) : undefined;
  const strange = view.fields.filter(
    ({ text, note }) => isOpen({ text }) && (note !== undefined || oddIn(text).length > 0),
  );
  return [
    ...(state === "unknown" ? [{ kind: "danger", sign: "warn", text: "Must be settled" } as const] : []),
    ...(view.complete ? [] : [{ kind: "danger", sign: "warn", text: "Not shown in full" } as const]),
    ...(strange.length === 0
      ? []
      : [{ kind: "warn", sign: "warn", text: misleading(strange.map(({ path }) => path)) } as const]),
    ...(revision > 1 ? [{ kind: "plain", sign: "change", text: `Revision ${revision}` } as const] : []),
    ...(needs ? [{ kind: "plain", sign: "key", text: `Asks for ${needs}` } as const] : []),
    ...(view.environment === undefined ? [] : [{ kind: "plain", text: view.environment } as const]),
  ];
}

const misleading = (paths: readonly string[]): string =>
  paths.length === 1
    ? `Misleading characters in ${(paths[0] ?? "").slice(0, 40)}`
    : `Misleading characters in ${paths.length} arguments`;
