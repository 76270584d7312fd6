/** Who acted, as Slack says it in a payload that it signed. Names are not read: anyone can change theirs. */
export interface Actor {
  readonly user: string;
  /** The workspace that the user belongs to, where it says so. */
  readonly home?: string;
  /** Ids of the workspace and of the organisation in which it happened. */
  readonly places: readonly string[];
  readonly app: string;
  readonly kind: "person" | "bot";
}
/** A button was pressed. */
export interface Press {
  readonly type: "press";
  readonly actor: Actor;
  /** The button's `action_id`. */
  readonly action: string;
  readonly value: unknown;
  readonly at: string;
  readonly trigger: string;
  /** Where an answer to this press may be posted, unchecked. */
  readonly responseUrl?: string;
  /** The card, where it is a message of a channel. */
  readonly card?: { readonly channel: string; readonly ts: string };
}
/** A form was sent. */
export interface Submission {
  readonly type: "submission";
  readonly actor: Actor;
  readonly callback: string;
  readonly metadata: unknown;
  readonly viewId: string;
  /** What was filled in, by the ids of its blocks. */
  readonly values: ReadonlyMap<string, string>;
}

type Fields = Readonly<Record<string, unknown>>;
const fields = (value: unknown): Fields => (typeof value === "object" && value !== null ? { ...value } : {});
const text = (value: unknown): string => (typeof value === "string" ? value : "");
const optional = (value: unknown): string | undefined => text(value) || undefined;
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const USER = /^[UW][A-Z0-9]{1,30}$/;

/** Reads a payload of interactivity (docs.slack.dev, block_actions and view_submission); undefined for other types, and where who or what is missing. */
export function payloadOf(payload: unknown): Press | Submission | undefined {
  const given = fields(payload);
  const actor = actorOf(given);
  if (!USER.test(actor.user)) return undefined;
  if (given["type"] === "block_actions") return pressOf(given, actor);
  return given["type"] === "view_submission" ? submissionOf(given, actor) : undefined;
}

function actorOf(given: Fields): Actor {
  const [user, team, enterprise] = [fields(given["user"]), fields(given["team"]), fields(given["enterprise"])];
  const home = optional(user["team_id"]);
  const bot = user["is_bot"] === true || optional(given["bot_id"]) !== undefined || text(user["id"]) === "USLACKBOT";
  return {
    user: text(user["id"]),
    ...(home !== undefined && { home }),
    places: [team["id"], team["enterprise_id"], enterprise["id"]].map(text).filter((id) => id !== ""),
    app: text(given["api_app_id"]),
    kind: bot ? "bot" : "person",
  };
}

function pressOf(given: Fields, actor: Actor): Press | undefined {
  const action = fields(list(given["actions"])[0]);
  const [container, channel, message] = [
    fields(given["container"]),
    fields(given["channel"]),
    fields(given["message"]),
  ];
  const card = {
    channel: optional(channel["id"]) ?? text(container["channel_id"]),
    ts: optional(message["ts"]) ?? text(container["message_ts"]),
  };
  const responseUrl = optional(given["response_url"]);
  if (text(action["action_id"]) === "") return undefined;
  return {
    type: "press",
    actor,
    action: text(action["action_id"]),
    value: action["value"],
    at: text(action["action_ts"]),
    trigger: text(given["trigger_id"]),
    ...(responseUrl !== undefined && { responseUrl }),
    ...(card.channel !== "" && card.ts !== "" && { card }),
  };
}

function submissionOf(given: Fields, actor: Actor): Submission {
  const view = fields(given["view"]);
  const state = fields(fields(view["state"])["values"]);
  const values = Object.entries(state).flatMap(([block, elements]) =>
    Object.values(fields(elements)).flatMap((element) => {
      const value = valueIn(fields(element));
      return value === undefined ? [] : [[block, value] as const];
    }),
  );
  return {
    type: "submission",
    actor,
    callback: text(view["callback_id"]),
    metadata: view["private_metadata"],
    viewId: text(view["id"]),
    values: new Map(values),
  };
}

/** The text of an input, which is null where it is empty, or the value of the first box that is ticked. */
function valueIn(element: Fields): string | undefined {
  if (element["type"] === "plain_text_input") return text(element["value"]);
  return optional(fields(list(element["selected_options"])[0])["value"]);
}
