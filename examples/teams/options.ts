import type { TeamsOptions } from "countersign/transports/teams";
import type { TeamsStandIn } from "./stand-in/teams.js";

interface Real {
  readonly options: TeamsOptions;
  readonly tenant: string;
  /** The object id of the one who may decide. */
  readonly reviewer?: string;
  /** Where people reach the desk. */
  readonly url?: string;
  /** Where they sign in who decide on the page. */
  link?(here: { readonly link: string }): string;
}
type Env = Readonly<Record<string, string | undefined>>;

/** The options of the real Teams, where its variables are set; undefined where none of them is. */
export function optionsIn(env: Env): Real | undefined {
  const given = (name: string) => env[`TEAMS_${name}`] || undefined;
  const all = ["WEBHOOK_URL", "APP_ID", "APP_SECRET", "TENANT", "CONVERSATION", "REVIEWER"];
  if (all.every((name) => given(name) === undefined)) return undefined;
  const must = (name: string) => {
    const value = given(name);
    if (value === undefined) throw new Error(`set TEAMS_${name}: docs/teams.md says where it is found`);
    return value;
  };
  const url = env["DESK_URL"] || undefined;
  const rest = { ...(url !== undefined && { url }) };
  if (given("WEBHOOK_URL"))
    return { options: { webhookUrl: must("WEBHOOK_URL") }, tenant: "", link: ({ link }) => link, ...rest };
  const tenant = must("TENANT");
  const options = { appId: must("APP_ID"), appSecret: must("APP_SECRET"), tenant, conversation: must("CONVERSATION") };
  return { options, tenant, reviewer: must("REVIEWER"), ...rest };
}

/** The options of a bot in the stand-in. */
export function standInOptions(standIn: TeamsStandIn | undefined): TeamsOptions {
  if (!standIn) throw new Error("there is no stand-in");
  const { appId, appSecret, tenant, conversation, serviceUrl, metadataUrl, url } = standIn;
  const issuer = "https://api.botframework.com";
  const cloud = { issuer, metadata: metadataUrl, login: url, scope: `${issuer}/.default` };
  return { appId, appSecret, tenant, conversation, serviceUrl, cloud, network: "any" };
}
