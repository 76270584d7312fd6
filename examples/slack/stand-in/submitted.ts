import { open, replace, wrongView } from "./views.js";
import type { Json, Modal, Workspace } from "./workspace.js";

const TROUBLE = "We had some trouble connecting. Try again?";

/**
 * Does to the modal what the app's answer to its submission says. An empty 200 closes it; an answer that Slack cannot use
 * leaves it open with a word of trouble, and the app is not told.
 */
export function submitted(space: Workspace, modal: Modal, { status, body }: { status: number; body: string }): void {
  const others = space.modals.filter(({ id }) => id !== modal.id);
  if (others.length === space.modals.length) return;
  const said = status === 200 ? parsed(body) : undefined;
  const [action, errors, view] = [said?.["response_action"], said?.["errors"], said?.["view"]];
  const isShown = (action === "update" || action === "push") && !wrongView(view);
  if (status === 200 && body === "") space.modals = others;
  else if (action === "clear") space.modals = others.filter(({ user }) => user !== modal.user);
  else if (action === "errors" && areErrors(modal, errors)) tell(space, modal, { errors });
  else if (action === "update" && isShown) replace(space, modal, view as Json);
  else if (action === "push" && isShown) open(space, modal.user, view as Json);
  else tell(space, modal, { trouble: TROUBLE });
}

function tell(space: Workspace, { id }: Modal, said: Pick<Modal, "errors" | "trouble">): void {
  space.modals = space.modals.map((one) => {
    const { errors: _, trouble: __, ...rest } = one;
    return one.id === id ? { ...rest, ...said } : one;
  });
}

/** Errors are texts, by the `block_id` of an input. */
function areErrors({ view }: Modal, errors: unknown): errors is Readonly<Record<string, string>> {
  if (typeof errors !== "object" || errors === null || Object.keys(errors).length === 0) return false;
  const inputs = (view["blocks"] as readonly Json[]).filter(({ type }) => type === "input");
  const ids = inputs.map(({ block_id }) => block_id);
  return Object.entries(errors).every(([id, text]) => ids.includes(id) && typeof text === "string" && text !== "");
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
