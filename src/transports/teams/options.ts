import { misuse } from "../../errors.js";
import { addressOf, type Network } from "../../wire/address.js";
import { transportName } from "../../wire/transport-name.js";
import { type Cloud, type CloudName, cloudOf, type TeamsCloud, withoutSlash } from "./cloud.js";

interface Common {
  /**
   * `public`: names are resolved and every address checked and pinned, so that no request reaches a private network (needs
   * the package undici). `any`: wherever the configuration leads, and plain http to this machine. Default `public`.
   */
  readonly network?: Network;
  /** The transport's name, also in the path of its answers: letters, digits, `-` and `_`. Default `teams`. */
  readonly name?: string;
}
/** A workflow ("When a Teams webhook request is received"): it posts a card with a link, and nobody can answer in Teams. */
export interface TeamsWebhookOptions extends Common {
  /** The workflow's URL. It counts as a secret: no error shows more than its host. */
  readonly webhookUrl: string;
  /** What the workflow is made for: a `message` with the card attached, as the stock templates are, or the bare `card`. Default `message`. */
  readonly payload?: "message" | "card";
}
/** A bot: people decide on its cards. */
export interface TeamsBotOptions extends Common {
  /** The bot's application (client) id, a GUID in lower case. */
  readonly appId: string;
  /** A client secret of that application. */
  readonly appSecret: string;
  /** The Entra tenant of the bot and of all who may decide, a GUID in lower case. */
  readonly tenant: string;
  /** The channel or chat that requests are posted to, `19:…@thread.tacv2`, without `;messageid=`: the app must be installed there. Answers from elsewhere are refused. */
  readonly conversation: string;
  /** Where activities are posted. Default: the cloud's own, `https://smba.trafficmanager.net/teams`. */
  readonly serviceUrl?: string;
  /** Default `public`. `usgov` is GCC High (GCC is `public`); `china` needs a serviceUrl. */
  readonly cloud?: CloudName | TeamsCloud;
}
/** One of the two ways: `webhookUrl`; or `appId`, `appSecret`, `tenant` and `conversation`. */
export type TeamsOptions = TeamsWebhookOptions | TeamsBotOptions;

/** The options, checked. */
export interface Webhook {
  readonly tier: "webhook";
  readonly name: string;
  readonly network: Network;
  readonly url: URL;
  readonly payload: "message" | "card";
}
export interface Bot {
  readonly tier: "bot";
  readonly name: string;
  readonly network: Network;
  readonly appId: string;
  readonly appSecret: string;
  readonly tenant: string;
  readonly conversation: string;
  /** Without a slash at its end. */
  readonly serviceUrl: string;
  readonly cloud: Cloud;
}
export type Settings = Webhook | Bot;

const COMMON = ["network", "name"];
const WEBHOOK = ["webhookUrl", "payload"];
const BOT = ["appId", "appSecret", "tenant", "conversation", "serviceUrl", "cloud"];
export const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const CONVERSATION = /^[\x21-\x3a\x3c-\x7e]{1,256}$/; // visible ASCII without a semicolon
const SECRET = /^[\x21-\x7e]{8,512}$/;

/** @throws code `input` for options that cannot work */
export function settingsOf(options: TeamsOptions): Settings {
  if (typeof options !== "object" || options === null)
    throw misuse("teams", `give an object: ${WEBHOOK.join(", ")} for a workflow, ${BOT.join(", ")} for a bot`);
  const tier = "webhookUrl" in options ? WEBHOOK : BOT;
  const known = [...tier, ...COMMON];
  for (const key of Object.keys(options))
    if (!known.includes(key)) throw misuse(`teams.${key}`, `unknown here: there are ${known.join(", ")}`);
  const { network = "public", name = "teams" } = options;
  if (network !== "public" && network !== "any") throw misuse("teams.network", 'use "public" or "any"');
  transportName(name, "teams.name");
  return "webhookUrl" in options ? webhookOf(options, { network, name }) : botOf(options, { network, name });
}

type Checked = Required<Common>;

function webhookOf({ webhookUrl, payload = "message" }: TeamsWebhookOptions, common: Checked): Webhook {
  const url = addressOf(webhookUrl, "teams.webhookUrl", common.network);
  if (isRetired(url)) throw misuse("teams.webhookUrl", RETIRED);
  if (payload !== "message" && payload !== "card") throw misuse("teams.payload", 'use "message" or "card"');
  return { tier: "webhook", ...common, url, payload };
}

const RETIRED =
  "is of an Office 365 connector, which Microsoft retired in 2026: make a workflow with the trigger “When a Teams webhook request is received” and give its URL";

/** `<tenant>.webhook.office.com` and the connectors' older hosts. Workflows' hosts are not listed: they have changed twice. */
const isRetired = ({ hostname, pathname }: URL): boolean =>
  hostname === "webhook.office.com" ||
  hostname.endsWith(".webhook.office.com") ||
  (/^outlook\.office(?:365)?\.com$/.test(hostname) && pathname.startsWith("/webhook"));

function botOf(options: TeamsBotOptions, common: Checked): Bot {
  const { appId, appSecret, tenant, conversation, cloud: given = "public" } = options;
  for (const [key, id] of Object.entries({ appId, tenant }))
    if (typeof id !== "string" || !GUID.test(id))
      throw misuse(`teams.${key}`, "give the id, a GUID in lower case: 00000000-0000-0000-0000-000000000000");
  if (typeof appSecret !== "string" || !SECRET.test(appSecret))
    throw misuse("teams.appSecret", "give the value of a client secret of the application");
  if (typeof conversation !== "string" || !CONVERSATION.test(conversation))
    throw misuse("teams.conversation", "give the id of a channel or chat, 19:…@thread.tacv2, without ;messageid=");
  const cloud = cloudOf(given, common.network);
  const serviceUrl = serviceOf(options.serviceUrl ?? cloud.serviceUrl, common.network);
  return { tier: "bot", ...common, appId, appSecret, tenant, conversation, cloud, serviceUrl };
}

function serviceOf(given: string | undefined, network: Network): string {
  const url = addressOf(given, "teams.serviceUrl", network);
  if (url.search) throw misuse("teams.serviceUrl", "must have no query");
  return withoutSlash(url.href);
}
