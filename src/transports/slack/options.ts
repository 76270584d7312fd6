import { misuse } from "../../errors.js";
import { addressOf } from "../../wire/address.js";
import { transportName } from "../../wire/transport-name.js";

interface Common {
  /** The workspace (`T…`); of a bot that is installed for a whole organisation, the organisation (`E…`). Others are refused. */
  readonly team: string;
  /** The app (`A…`); where it is given, clicks of other apps are refused. */
  readonly appId?: string;
  /** The transport's name, also in the path of its answers: letters, digits, `-` and `_`. Default `slack`, in Socket Mode `slack-socket`. */
  readonly name?: string;
  /** `slack`: only Slack's own hosts are spoken to. `any`: those that the URLs of the options lead to, for a stand-in. Default `slack`. */
  readonly network?: "slack" | "any";
}
interface Signed {
  /** Of the app, from its Basic Information: verifies what Slack sends in. */
  readonly signingSecret: string;
}
interface Posting {
  /** `xoxb-…`, with the scopes chat:write and users:read (and users:read.email for `byEmail`). */
  readonly botToken: string;
  /** The id of the channel that requests are posted to (`C…`); the app must be a member. */
  readonly channel: string;
  /** Where the Web API is. Default `https://slack.com/api/`; `https://slack-gov.com/api/` for GovSlack. */
  readonly apiUrl?: string;
  /**
   * People are named to the directory by the e-mail address of their account, in lower case, under this issuer, instead of
   * by their Slack id: whom it does not list so cannot decide. As strong as the workspace's sign-in is.
   */
  readonly byEmail?: { readonly issuer: string };
}
/** An incoming webhook and signed answers: no token, so no updates of cards that nobody pressed, and no forms. */
export interface SlackWebhookOptions extends Common, Signed {
  /** The incoming webhook of the app, `https://hooks.slack.com/services/…`. It counts as a secret: no error shows more than its host. */
  readonly webhookUrl: string;
}
/** A bot token and signed answers. */
export interface SlackAppOptions extends Common, Signed, Posting {}
/** A bot token, and answers over a connection that this process opens: no public URL is needed. */
export interface SlackSocketOptions extends Common, Posting {
  /** `xapp-…`, an app-level token with connections:write. */
  readonly appToken: string;
}
/** One of the three ways: `webhookUrl` and `signingSecret`; `botToken`, `channel` and `signingSecret`; `botToken`, `channel` and `appToken`. */
export type SlackOptions = SlackWebhookOptions | SlackAppOptions | SlackSocketOptions;

/** How a card is brought. */
export interface Hooked {
  readonly tier: "webhook";
  readonly url: URL;
}
export interface Posted {
  readonly tier: "app";
  readonly botToken: string;
  readonly channel: string;
  /** Ends with a slash. */
  readonly api: URL;
  readonly byEmail?: { readonly issuer: string };
}
/** How answers come in. */
export type Entry =
  | { readonly by: "requests"; readonly signingSecret: string }
  | { readonly by: "socket"; readonly appToken: string };

/** The options, checked. */
export interface Settings {
  readonly name: string;
  readonly team: string;
  readonly appId?: string;
  readonly out: Hooked | Posted;
  readonly entry: Entry;
  /** Where a `response_url` may lead. */
  readonly origins: readonly string[];
}

const COMMON = ["team", "appId", "name", "network"];
const POSTING = ["botToken", "channel", "apiUrl", "byEmail"];
const ID = /^[A-Z][A-Z0-9]{1,20}$/;
const VISIBLE = /^[\x21-\x7e]{8,512}$/;
const HOOKS = ["https://hooks.slack.com", "https://hooks.slack-gov.com"];
const APIS = ["https://slack.com", "https://slack-gov.com"];

/** @throws code `input` for options that cannot work */
export function settingsOf(options: SlackOptions): Settings {
  const given = { ...options } as Partial<SlackWebhookOptions & SlackAppOptions & SlackSocketOptions>;
  const entry = entryOf(given);
  const out = "webhookUrl" in given ? hooked(given, entry) : posted(given);
  const known = [
    ...COMMON,
    ...(out.tier === "app" ? POSTING : ["webhookUrl"]),
    ...(entry.by === "socket" ? ["appToken"] : ["signingSecret"]),
  ];
  for (const key of Object.keys(given))
    if (!known.includes(key)) throw misuse(`slack.${key}`, `unknown here: there are ${known.join(", ")}`);
  const { team, appId, name = entry.by === "socket" ? "slack-socket" : "slack", network = "slack" } = given;
  if (!/^[TE]/.test(idOf(team, "team")))
    throw misuse("slack.team", "give the id of a workspace (T…) or of an organisation (E…)");
  if (out.tier === "webhook" && !idOf(team, "team").startsWith("T"))
    throw misuse("slack.team", "an incoming webhook is a workspace's: give its id (T…)");
  transportName(name, "slack.name");
  if (network !== "slack" && network !== "any") throw misuse("slack.network", 'use "slack" or "any"');
  const own = out.tier === "app" ? out.api.origin : out.url.origin;
  return {
    name,
    team: idOf(team, "team"),
    ...(appId !== undefined && { appId: idOf(appId, "appId") }),
    out,
    entry,
    origins: network === "any" ? [own] : HOOKS,
  };
}

type Given = Partial<SlackWebhookOptions & SlackAppOptions & SlackSocketOptions>;

function entryOf({ signingSecret, appToken }: Given): Entry {
  if (appToken !== undefined) return { by: "socket", appToken: tokenOf(appToken, "appToken", "xapp-") };
  if (typeof signingSecret !== "string" || !VISIBLE.test(signingSecret))
    throw misuse("slack.signingSecret", "give the app's signing secret (or an appToken, for Socket Mode)");
  return { by: "requests", signingSecret };
}

function hooked({ webhookUrl, network }: Given, entry: Entry): Hooked {
  if (entry.by === "socket")
    throw misuse("slack.appToken", "Socket Mode needs a botToken and a channel, not a webhookUrl");
  const url = urlOf(webhookUrl, "webhookUrl", network);
  if (network !== "any" && !HOOKS.includes(url.origin))
    throw misuse("slack.webhookUrl", "is not at hooks.slack.com or hooks.slack-gov.com");
  return { tier: "webhook", url };
}

function posted({ botToken, channel, apiUrl = "https://slack.com/api/", byEmail, network }: Given): Posted {
  const api = urlOf(apiUrl, "apiUrl", network);
  if (network !== "any" && !APIS.includes(api.origin))
    throw misuse("slack.apiUrl", "is not at slack.com or slack-gov.com");
  if (!api.href.endsWith("/") || api.search !== "")
    throw misuse("slack.apiUrl", "end it with a slash: https://slack.com/api/");
  if (byEmail !== undefined && (typeof byEmail?.issuer !== "string" || byEmail.issuer === ""))
    throw misuse("slack.byEmail.issuer", "say under which issuer the directory lists e-mail addresses");
  return {
    tier: "app",
    botToken: tokenOf(botToken, "botToken", "xox"),
    channel: idOf(channel, "channel"),
    api,
    ...(byEmail && { byEmail: { issuer: byEmail.issuer } }),
  };
}

const urlOf = (given: unknown, key: string, network: Given["network"]): URL =>
  addressOf(given, `slack.${key}`, network === "any" ? "any" : "public");

function idOf(id: unknown, key: string): string {
  if (typeof id !== "string" || !ID.test(id)) throw misuse(`slack.${key}`, "give an id of Slack: capitals and digits");
  return id;
}

function tokenOf(token: unknown, key: string, start: string): string {
  if (typeof token !== "string" || !VISIBLE.test(token) || !token.startsWith(start))
    throw misuse(`slack.${key}`, `give the token that begins with ${start === "xox" ? "xoxb-" : start}`);
  return token;
}
