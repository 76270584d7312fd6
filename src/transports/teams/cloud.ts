import { misuse } from "../../errors.js";
import { addressOf, type Network } from "../../wire/address.js";

/** Where a cloud of Microsoft's has what a bot speaks to, and how its tokens name who made them. */
export interface TeamsCloud {
  /** `iss` of the tokens that come with activities. */
  readonly issuer: string;
  /** OpenID metadata that leads to the keys of those tokens. */
  readonly metadata: string;
  /** Where the bot gets its own tokens: `<login>/<tenant>/oauth2/v2.0/token`. */
  readonly login: string;
  /** What it asks them for. */
  readonly scope: string;
  /** People are `<accounts>/<tenant>/v2.0`, as Entra names them. Default `https://login.microsoftonline.com`. */
  readonly accounts?: string;
}
export type CloudName = "public" | "usgov" | "dod" | "china";

/** A cloud, with its default service URL where there is a well-known one. */
export interface Cloud extends Required<TeamsCloud> {
  readonly serviceUrl?: string;
}

const ENTRA = "https://login.microsoftonline.com";
const METADATA = "/v1/.well-known/openidconfiguration";

// Bot Framework authentication (learn.microsoft.com, azure/bot-service/rest-api, bot-framework-rest-connector-authentication
// and its pages on US Government and China); service URLs: Teams, proactive messages.
const US_GOV: Omit<Cloud, "serviceUrl"> = {
  issuer: "https://api.botframework.us",
  metadata: `https://login.botframework.azure.us${METADATA}`,
  login: "https://login.microsoftonline.us",
  scope: "https://api.botframework.us/.default",
  accounts: "https://login.microsoftonline.us",
};
const CLOUDS: Readonly<Record<CloudName, Cloud>> = {
  public: {
    issuer: "https://api.botframework.com",
    metadata: `https://login.botframework.com${METADATA}`,
    login: ENTRA,
    scope: "https://api.botframework.com/.default",
    accounts: ENTRA,
    serviceUrl: "https://smba.trafficmanager.net/teams",
  },
  usgov: { ...US_GOV, serviceUrl: "https://smba.infra.gov.teams.microsoft.us/teams" },
  dod: { ...US_GOV, serviceUrl: "https://smba.infra.dod.teams.microsoft.us/teams" },
  china: {
    issuer: "https://api.botframework.azure.cn",
    metadata: `https://login.botframework.azure.cn${METADATA}`,
    login: "https://login.partner.microsoftonline.cn",
    scope: "https://api.botframework.azure.cn/.default",
    accounts: "https://login.partner.microsoftonline.cn",
  },
};
const KEYS = ["issuer", "metadata", "login", "scope", "accounts"];
const LONGEST = 512;

/** @throws code `input` */
export function cloudOf(given: CloudName | TeamsCloud, network: Network): Cloud {
  const where = "teams.cloud";
  if (typeof given === "string" && Object.hasOwn(CLOUDS, given)) return CLOUDS[given];
  if (typeof given !== "object" || given === null)
    throw misuse(where, `use ${Object.keys(CLOUDS).join(", ")}, or an object with ${KEYS.join(", ")}`);
  for (const key of Object.keys(given))
    if (!KEYS.includes(key)) throw misuse(`${where}.${key}`, `unknown: there are ${KEYS.join(", ")}`);
  const { accounts = ENTRA, issuer, scope } = given;
  for (const [key, value] of Object.entries({ issuer, scope, accounts }))
    if (typeof value !== "string" || value === "" || value.length > LONGEST)
      throw misuse(`${where}.${key}`, "give the text as the cloud has it");
  if (EMULATORS.some((start) => issuer.startsWith(start)))
    throw misuse(`${where}.issuer`, "is that of emulators and of users, whose tokens prove nothing of Teams");
  const [metadata, login] = [
    addressOf(given.metadata, `${where}.metadata`, network),
    addressOf(given.login, `${where}.login`, network),
  ];
  return { issuer, scope, accounts: withoutSlash(accounts), metadata: metadata.href, login: withoutSlash(login.href) };
}

const EMULATORS = ["https://sts.windows.net/", "https://login.microsoftonline."];

export const withoutSlash = (url: string): string => (url.endsWith("/") ? url.slice(0, -1) : url);
