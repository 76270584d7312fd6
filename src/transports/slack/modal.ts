import type { KnownBlock, ModalView } from "@slack/types";
import { visible } from "../../action/hidden.js";
import type { RequestMessage } from "../../approval/request-message.js";
import { LEVELS } from "../../people/person.js";
import { type Carried, carriedBy, carriedInText } from "../chat/carried.js";
import { titleOf } from "../chat/lines.js";
import type { Offer } from "../chat/offer.js";
import { whyNot } from "./acts.js";
import { context, MOST, plain, section } from "./blocks.js";
import { actInput, argumentInputs, reasonInput } from "./inputs.js";
import { shownOf } from "./shown.js";

/** The message that is the card. */
export interface Place {
  readonly channel: string;
  readonly ts: string;
}

/** What a form carries: what its button carried, and which card that was on. */
export interface Meta extends Carried, Place {}

/** The `callback_id` of each form. */
export const CALLBACKS = { approve: "countersign.approve", modify: "countersign.modify" } as const;

/**
 * What is approved, once more, and what approving takes: the inputs `typed` or `meant` (whose value is `yes`), and
 * `reason`. Where it can be approved elsewhere only, it says so instead.
 */
export function approveModal(message: RequestMessage, offer: Offer, place: Place): ModalView {
  if (offer.approve === "elsewhere") return sayingModal("Not here", whyNot(offer));
  const { facts, what } = shownOf(message);
  const blocks = [titled(message), ...facts, ...what, ...actInput(offer.act), reasonInput(message)];
  return form("approve", message, place, {
    title: "Approve this call",
    submit: "Approve",
    blocks: [...blocks, context([afterwards(message)])],
  });
}

/**
 * An input for each argument, with what it is now; its `block_id` is `argumentName` of its path. Undefined where a card
 * offers no Modify: it is forbidden or takes a stronger proof, or not everything is shown, fits, or would come back as it went.
 */
export function modifyModal(message: RequestMessage, place: Place): ModalView | undefined {
  const { modifiable, proof, revision, view } = message;
  if (!modifiable || LEVELS[proof] > LEVELS.L1 || shownOf(message).shows === "part") return undefined;
  const inputs = argumentInputs(view);
  if (!inputs) return undefined;
  const modal = form("modify", message, place, {
    title: "Modify this call",
    submit: `Send revision ${revision + 1}`,
    blocks: [titled(message), ...inputs, reasonInput(message), context([NEW])],
  });
  return modal.blocks.length <= MOST_BLOCKS ? modal : undefined;
}

/** What became of an answer. It can only be closed. */
export const sayingModal = (title: string, text: string): ModalView => ({
  type: "modal",
  title: plain(title, MOST.view),
  close: plain("Close", MOST.view),
  blocks: [section(text.split("\n").map(visible).join("\n"))],
});

/** What a form carries, of the `private_metadata` that came back. */
export function metaIn(metadata: unknown): Meta | undefined {
  const carried = carriedInText(metadata);
  if (!carried) return undefined;
  const { c, t } = JSON.parse(metadata as string) as Readonly<Record<string, unknown>>;
  return typeof c === "string" && typeof t === "string" ? { ...carried, channel: c, ts: t } : undefined;
}

interface Form {
  readonly title: string;
  readonly submit: string;
  readonly blocks: KnownBlock[];
}

const form = (
  kind: keyof typeof CALLBACKS,
  message: RequestMessage,
  { channel, ts }: Place,
  { title, submit, blocks }: Form,
): ModalView => ({
  type: "modal",
  callback_id: CALLBACKS[kind],
  private_metadata: JSON.stringify({ ...carriedBy(message), c: channel, t: ts }),
  title: plain(title, MOST.view),
  submit: plain(submit, MOST.view),
  close: plain("Back", MOST.view),
  blocks,
});

const MOST_BLOCKS = 100;
const NEW = "What you send is a new revision: approvals of this one do not count for it.";

const titled = (message: RequestMessage): KnownBlock => section(titleOf(message));

function afterwards({ needed, agreed }: RequestMessage): string {
  const more = needed - agreed - 1;
  if (more <= 0) return "Your approval is enough: the call runs at once.";
  return `After you, ${more} more ${more === 1 ? "person" : "people"} must agree; nothing runs before that.`;
}
