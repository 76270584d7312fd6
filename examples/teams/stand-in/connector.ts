import { randomUUID } from "node:crypto";
import { attached, type Conversation } from "./conversation.js";
import type { Identity } from "./identity.js";
import { type Answer, type Call, refusal } from "./server.js";
import { tooLarge } from "./size.js";
import { minted } from "./tokens.js";

/** What the connector needs: where it stands, its tokens, and what it posts to. */
export interface Connector {
  token(call: Call): Promise<Answer>;
  post(call: Call): Answer;
  put(call: Call): Answer;
}

const SCOPE = "https://api.botframework.com/.default";
const LIFE = 3_599;
/** Errors of Entra ID's token endpoint (RFC 6749 section 5.2), with the code that Entra adds. */
const refused = (status: number, name: string, code: number, what: string): Answer => ({
  status,
  body: { error: name, error_description: `AADSTS${code}: ${what}`, error_codes: [code] },
});

function misasked(call: Call, { appId, appSecret, tenant }: Identity): Answer | undefined {
  const form = (typeof call.body === "object" && call.body !== null ? call.body : {}) as Record<string, unknown>;
  const asked = decodeURIComponent(call.path.split("/")[1] ?? "");
  if (asked !== tenant) return refused(400, "invalid_request", 90002, "The tenant was not found.");
  if (form["grant_type"] !== "client_credentials")
    return refused(400, "unsupported_grant_type", 70003, "The grant type is not supported.");
  if (form["client_id"] !== appId)
    return refused(400, "unauthorized_client", 700016, "The application was not found in the tenant.");
  if (form["client_secret"] !== appSecret)
    return refused(401, "invalid_client", 7000215, "An invalid client secret was provided.");
  if (form["scope"] !== SCOPE) return refused(400, "invalid_scope", 70011, "The scope is not valid.");
  return undefined;
}

const TARGET = /^\/teams\/v3\/conversations\/([^/]+)\/activities(?:\/([^/]+))?\/?$/;
interface Target {
  readonly conversation: string;
  readonly activity: string | undefined;
  readonly thread: string | undefined;
}
/** What a path names; the root of a thread may stand behind the conversation, as it does in invokes. */
function target(path: string): Target {
  const [, conversation = "", activity] = TARGET.exec(path) ?? [];
  const [id = "", thread] = decodeURIComponent(conversation).split(";messageid=");
  return { conversation: id, activity: activity === undefined ? undefined : decodeURIComponent(activity), thread };
}

export function connector(identity: Identity, talk: Conversation, now: () => number): Connector {
  const ends = new Map<string, number>();
  const known = (call: Call) => {
    const [scheme, token = ""] = (call.headers.authorization ?? "").split(" ");
    return scheme === "Bearer" && (ends.get(token) ?? 0) > now();
  };
  const wrong = (call: Call): Answer | undefined => {
    if (!known(call)) return { status: 401, body: { message: "Authorization has been denied for this request." } };
    if (target(call.path).conversation !== identity.conversation)
      return refusal(403, "BotNotInConversationRoster", "The bot is not part of the conversation roster.");
    if (typeof call.body !== "object" || call.body === null)
      return refusal(400, "BadSyntax", "The body is not an activity.");
    return tooLarge(call.body) ? refusal(413, "MessageSizeTooBig", "Message size too large.") : undefined;
  };
  const field = (body: unknown, name: "text" | "replyToId") => {
    const value = (body as Record<string, unknown>)[name];
    return typeof value === "string" ? value : undefined;
  };
  return {
    async token(call) {
      const no = misasked(call, identity);
      if (no) return no;
      const seconds = Math.floor(now() / 1000);
      const claims = {
        iss: `https://sts.windows.net/${identity.tenant}/`,
        aud: "https://api.botframework.com",
        appid: identity.appId,
        tid: identity.tenant,
        nbf: seconds,
        exp: seconds + LIFE,
        jti: randomUUID(),
      };
      const access_token = await minted({ claims });
      ends.set(access_token, (seconds + LIFE) * 1000);
      return { status: 200, body: { token_type: "Bearer", expires_in: LIFE, ext_expires_in: LIFE, access_token } };
    },
    post(call) {
      const no = wrong(call);
      if (no) return no;
      const { activity, thread } = target(call.path);
      const replyTo = field(call.body, "replyToId") ?? activity ?? thread;
      const { id } = talk.post({ by: "bot", card: attached(call.body), text: field(call.body, "text") ?? "", replyTo });
      return { status: 201, body: { id } };
    },
    put(call) {
      const no = wrong(call);
      if (no) return no;
      const changed = talk.update(target(call.path).activity ?? "", {
        card: attached(call.body),
        text: field(call.body, "text") ?? "",
      });
      return changed
        ? { status: 200, body: { id: changed.id } }
        : refusal(404, "ActivityNotFoundInConversation", "The activity was not found in the conversation.");
    },
  };
}
