import { contentOf, type Refusal } from "./answer.js";
import { exchanged } from "./triggers.js";
import { open, replace, shownView, wrongView } from "./views.js";
import { edit, type Json, post, shown, stamp, type Workspace } from "./workspace.js";

/** A method of the Web API: what it answers beside `ok: true`, or why not. */
export type Method = (space: Workspace, args: Json) => Json | Refusal;

const LONGEST_UPDATE = 4000;
const no = (error: string, ...messages: readonly string[]): Refusal => ({ error, ...(messages[0] && { messages }) });
const missing = (name: string) => no("invalid_arguments", `[ERROR] missing required field: ${name}`);
const isChannel = ({ channel, channelName }: Workspace, given: unknown) =>
  [channel, channelName, `#${channelName}`].includes(String(given));

const postMessage: Method = (space, args) => {
  if (!isChannel(space, args["channel"])) return no("channel_not_found");
  const content = contentOf(args);
  if ("error" in content) return content;
  const thread = typeof args["thread_ts"] === "string" ? { thread_ts: args["thread_ts"] } : {};
  const broadcast = args["reply_broadcast"] === true ? { broadcast: true as const } : {};
  const message = post(space, { ...content, ...thread, ...broadcast });
  return { channel: space.channel, ts: message.ts, message: shown(space, message) };
};

/** The channel is an id here, not a name; a text without blocks takes the blocks away. */
const update: Method = (space, args) => {
  if (args["channel"] !== space.channel) return no("channel_not_found");
  const found = space.messages.find(({ ts }) => ts === args["ts"]);
  if (!found) return no("message_not_found");
  if (String(args["text"] ?? "").length > LONGEST_UPDATE) return no("msg_too_long");
  if (!("text" in args) && !("blocks" in args)) return no("no_text");
  const content = contentOf({ text: found.text, ...args });
  if ("error" in content) return content;
  edit(space, found.ts, content);
  const message = space.messages.find(({ ts }) => ts === found.ts);
  return {
    channel: space.channel,
    ts: found.ts,
    text: content.text,
    ...(message && { message: shown(space, message) }),
  };
};

const postEphemeral: Method = (space, args) => {
  if (!isChannel(space, args["channel"])) return no("channel_not_found");
  const user = String(args["user"] ?? "");
  if (!space.accounts.has(user)) return no("user_not_in_channel");
  const content = contentOf(args);
  if ("error" in content) return content;
  const thread = typeof args["thread_ts"] === "string" ? { thread_ts: args["thread_ts"] } : {};
  space.ephemerals = [...space.ephemerals, { user, ...content, ...thread }];
  return { message_ts: stamp(space) };
};

const openView: Method = (space, { trigger_id, view }) => {
  if (trigger_id === undefined) return missing("trigger_id");
  const wrong = wrongView(view);
  if (wrong) return wrong;
  const trigger = exchanged(space, trigger_id);
  return "error" in trigger ? trigger : { view: shownView(space, open(space, trigger.user, view as Json)) };
};

const updateView: Method = (space, { view_id, external_id, hash, view }) => {
  const found = space.modals.find(
    (one) => one.id === view_id || (external_id !== undefined && one.view["external_id"] === external_id),
  );
  if (!found) return no("not_found");
  if (hash !== undefined && hash !== found.hash) return no("hash_conflict");
  return wrongView(view) ?? { view: shownView(space, replace(space, found, view as Json)) };
};

const userInfo: Method = (space, { user }) => {
  if (user === undefined) return missing("user");
  const account = space.accounts.get(String(user));
  if (!account) return no("user_not_found");
  const { id, name, email, team_id = space.team, ...is } = account;
  const profile = { real_name: name, display_name: name, team: team_id, ...(email && { email }) };
  const flags = { deleted: false, is_bot: false, is_restricted: false, is_ultra_restricted: false, ...is };
  return { user: { id, team_id, name, real_name: name, ...flags, is_app_user: false, profile } };
};

const authTest: Method = ({ url, team, domain }) => ({
  url: `${url}/`,
  team: domain,
  user: "countersign",
  team_id: team,
  user_id: "U0000000000",
  bot_id: "B0000000002",
  is_enterprise_install: false,
});

/** By name. `apps.connections.open` is with the sockets. */
export const METHODS: Readonly<Record<string, Method>> = {
  "auth.test": authTest,
  "chat.postMessage": postMessage,
  "chat.update": update,
  "chat.postEphemeral": postEphemeral,
  "views.open": openView,
  "views.update": updateView,
  "users.info": userInfo,
};
