import type { Button, KnownBlock, ModalView } from "@slack/types";
import { type Logger, LogLevel } from "@slack/web-api";
import { slackStandIn } from "../../../examples/slack/stand-in/slack.js";
import type { Settings } from "../../../examples/slack/stand-in/workspace.js";

/** What Slack's clients would print is not for a test's report. */
export const QUIET: Logger = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  setLevel: () => {},
  getLevel: () => LogLevel.ERROR,
  setName: () => {},
};

export const plain = (text: string) => ({ type: "plain_text", text, emoji: false }) as const;
export const button = (action: string, more: Partial<Button> = {}) =>
  ({ type: "button", action_id: action, text: plain(action), ...more }) as const satisfies Button;

/** A card with a button to deny, one to approve and one that leads elsewhere. */
export const CARD = [
  { type: "section", text: plain("Refund 620.00 EUR & more") },
  {
    type: "actions",
    block_id: "countersign:r-1",
    elements: [
      button("deny", { value: '{"r":"r-1","v":1}', style: "danger" }),
      button("approve", { value: '{"r":"r-1","v":1}' }),
      button("open", { url: "https://review.example/r/r-1" }),
    ],
  },
] satisfies KnownBlock[];

/** A modal with a text to type, three things to tick and a reason. */
export const VIEW = {
  type: "modal",
  callback_id: "approve",
  private_metadata: '{"r":"r-1","v":1}',
  title: plain("Approve refund"),
  submit: plain("Approve"),
  close: plain("Back"),
  blocks: [
    { type: "section", text: plain("Refund 620.00 EUR") },
    {
      type: "input",
      block_id: "typed",
      label: plain("Type the amount"),
      element: { type: "plain_text_input", action_id: "v", max_length: 64 },
    },
    {
      type: "input",
      block_id: "meant",
      optional: true,
      label: plain("I mean"),
      element: {
        type: "checkboxes",
        action_id: "v",
        options: [
          { text: plain("the payee"), value: "payee" },
          { text: plain("the amount"), value: "amount" },
        ],
      },
    },
    {
      type: "input",
      block_id: "reason",
      optional: true,
      label: plain("Reason"),
      element: { type: "plain_text_input", action_id: "v", multiline: true, initial_value: "late" },
    },
  ],
} satisfies ModalView;

/** A stand-in that `ana` has joined, whose clock waits: a trigger stays good on a busy machine. */
export async function joined(options: Partial<Settings> = {}) {
  const at = Date.now();
  const slack = await slackStandIn({ now: () => at, ...options });
  slack.join({ id: "U1", name: "ana", email: "ana@acme.example" });
  return slack;
}
