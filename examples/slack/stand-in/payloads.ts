import { mintResponseUrl } from "./hooks.js";
import { mintTrigger } from "./triggers.js";
import { shownView } from "./views.js";
import { type Account, type Json, type Message, type Modal, shown, stamp, type Workspace } from "./workspace.js";

/** What every interaction carries. `token` is Slack's old verification token, which proves nothing. */
const common = (space: Workspace, who: Account): Json => ({
  team: { id: space.team, domain: space.domain },
  enterprise: null,
  is_enterprise_install: false,
  user: { id: who.id, username: who.name, name: who.name, team_id: who.team_id ?? space.team },
  api_app_id: space.appId,
  token: "not-a-secret",
  trigger_id: mintTrigger(space, who.id),
});

const isAction = (actionId: string) => (element: unknown) => (element as Json | undefined)?.["action_id"] === actionId;

/** The element of a message with this `action_id`, and its block. */
function pressed(message: Message, actionId: string): { readonly block: Json; readonly element: Json } {
  for (const block of message.blocks) {
    const elements = [...((block["elements"] as readonly unknown[] | undefined) ?? []), block["accessory"]];
    const element = elements.find(isAction(actionId)) as Json | undefined;
    if (element) return { block, element };
  }
  throw new Error(`The message ${message.ts} has no ${actionId}.`);
}

/** `block_actions`, as a press on a button of a message sends it. */
export function blockActions(space: Workspace, who: Account, message: Message, actionId: string): Json {
  const { block, element } = pressed(message, actionId);
  const { channel, channelName } = space;
  const thread = message.thread_ts ? { thread_ts: message.thread_ts } : {};
  const { confirm: _, style: __, accessibility_label: ___, ...said } = element;
  return {
    type: "block_actions",
    ...common(space, who),
    container: { type: "message", message_ts: message.ts, channel_id: channel, is_ephemeral: false, ...thread },
    channel: { id: channel, name: channelName },
    message: shown(space, message),
    state: { values: {} },
    response_url: mintResponseUrl(space, who.id, message.ts),
    actions: [{ ...said, block_id: block["block_id"], action_ts: stamp(space) }],
  };
}

/** `view_submission`, which has no `response_url`. */
export const viewSubmission = (space: Workspace, who: Account, modal: Modal, values: Json): Json => ({
  type: "view_submission",
  ...common(space, who),
  view: shownView(space, modal, values),
  response_urls: [],
});
