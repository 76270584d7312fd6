import { type Act, actOf } from "../../action/act.js";
import type { RequestMessage } from "../../approval/request-message.js";
import { LEVELS } from "../../people/person.js";

/** What a person can do on a card, besides denying and opening the full review. */
export interface Offer {
  /** `press`: one press approves. `form`: a form opens, for the act or a reason. `elsewhere`: only on the review page, `why`. */
  readonly approve: "press" | "form" | "elsewhere";
  readonly act: Act;
  readonly why?: string;
}

/** What a channel can: whether it has forms, and whether its card shows all that a decision covers. */
export interface Means {
  readonly forms: "forms" | "none";
  readonly shows: "all" | "part";
}

const PROOFS: Readonly<Record<string, string>> = { L2: "a fresh sign-in", L3: "a passkey", L4: "a key of one's own" };

/** A chat proves who pressed to level L1 at most; it offers what that, its forms and what it shows allow. */
export function offerOf(message: RequestMessage, { forms, shows }: Means): Offer {
  if (shows === "part" && message.view.complete)
    return { approve: "elsewhere", act: { kind: "press" }, why: "not everything fits here" };
  const act = actOf(message);
  const elsewhere = (why: string): Offer => ({ approve: "elsewhere", act, why });
  if (act.kind === "withheld") return elsewhere(act.why);
  if (LEVELS[message.proof] > LEVELS.L1)
    return elsewhere(`its rule wants ${PROOFS[message.proof] ?? "a stronger proof"}`);
  if (act.kind === "press" && message.reason === "optional") return { approve: "press", act };
  if (forms === "forms") return { approve: "form", act };
  return elsewhere(act.kind === "press" ? "its rule wants a reason" : "it takes more than one press");
}
