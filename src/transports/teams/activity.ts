import { type Identity, proven } from "../../people/identity.js";
import { VERBS, type Verb } from "./actions.js";
import type { Place } from "./connector.js";
import { type Bot, GUID } from "./options.js";
import { type Activity, CHANNEL } from "./verify.js";

/** Somebody pressed a button of a card. */
export interface Press {
  readonly by: Identity;
  readonly verb: Verb;
  /** What the button carries and what was filled in: the client's word. */
  readonly data: Fields;
  /** The activity with the card. */
  readonly place?: Place;
}
export type Fields = Readonly<Record<string, unknown>>;

const fields = (value: unknown): Fields => (typeof value === "object" && value !== null ? { ...value } : {});
const text = (value: unknown): string => (typeof value === "string" ? value : "");

const ID = /^[\x21-\x7e]{1,256}$/;
const REFUSED = {
  tenant: "Not recorded. Your account is of another organisation: only people of this one can decide here.",
  conversation: "Not recorded. A request is decided where it was posted.",
  bot: "Not recorded. A bot cannot decide.",
  nobody: "Not recorded. We could not tell who you are: Teams did not say. Open the full review.",
} as const;

/** The press of an invoke `adaptiveCard/action`; why this person cannot press; `malformed` where it is none of our buttons. */
export function pressIn(activity: Activity, bot: Bot): Press | { readonly refused: string } | "malformed" {
  const value = fields(activity["value"]);
  const action = fields(value["action"]);
  const verb = (Object.keys(VERBS) as Verb[]).find((one) => VERBS[one] === action["verb"]);
  // Cards that refresh themselves send `automatic`: nothing happens by being looked at.
  if (!verb || action["type"] !== "Action.Execute" || value["trigger"] === "automatic") return "malformed";
  const why = refusedBy(activity, bot);
  if (why !== undefined) return { refused: why };
  const place = placeOf(activity);
  return { by: whoOf(activity, bot), verb, data: fields(action["data"]), ...(place && { place }) };
}

function refusedBy(activity: Activity, { tenant, conversation }: Bot): string | undefined {
  const [from, talk] = [fields(activity["from"]), fields(activity["conversation"])];
  const tenants = [talk["tenantId"], fields(fields(activity["channelData"])["tenant"])["id"]];
  const said = tenants.filter((one) => one !== undefined && one !== null);
  if (said.length === 0 || said.some((one) => text(one).toLowerCase() !== tenant)) return REFUSED.tenant;
  if (text(talk["id"]).split(";messageid=")[0] !== conversation) return REFUSED.conversation;
  const role = text(from["role"] ?? "user").toLowerCase();
  if (role !== "user" || text(from["id"]).startsWith("28:")) return REFUSED.bot; // `28:` are bots
  return GUID.test(text(from["aadObjectId"]).toLowerCase()) ? undefined : REFUSED.nobody;
}

/** The person as Entra names them: the tenant's issuer and the object id. */
function whoOf(activity: Activity, { cloud, tenant, appId }: Bot): Identity {
  const from = fields(activity["from"]);
  return proven({
    issuer: `${cloud.accounts}/${tenant}/v2.0`,
    subject: text(from["aadObjectId"]).toLowerCase(),
    proof: "L1",
    evidence: { channel: CHANNEL, app: appId, activity: text(activity["id"]).slice(0, 256) },
  });
}

/** Where the card stands that was pressed. */
function placeOf(activity: Activity): Place | undefined {
  const id = text(activity["replyToId"]);
  const thread = text(fields(activity["conversation"])["id"]).split(";messageid=")[1] ?? id;
  return ID.test(id) && ID.test(thread) ? { activity: id, thread } : undefined;
}
