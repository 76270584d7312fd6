import { randomBytes, randomUUID } from "node:crypto";
import { connector } from "./connector.js";
import { conversation, type Message } from "./conversation.js";
import type { Account, Identity } from "./identity.js";
import { type Change, claimsAt, type Pressed, pressed } from "./press.js";
import { type Answer, type Call, type Failure, refusal, type Seen, serve, type What } from "./server.js";
import { jwks, type Minting, minted } from "./tokens.js";
import { type Run, run, type Template, type Validate } from "./workflow.js";

export type { Message } from "./conversation.js";
export type { Change } from "./press.js";

export interface StandInOptions extends Partial<Identity> {
  /** Milliseconds since 1970; of tokens, activities and the life of access tokens. */
  readonly now?: () => number;
  /** What the workflow does with what is posted to its webhook; default `attachments`. */
  readonly template?: Template;
  /** How a card is checked before it is shown; default: not. */
  readonly validate?: Validate;
  /** How long Teams waits for the answer to an invoke, milliseconds; default 15,000. */
  readonly patience?: number;
}

/** A stand-in of Teams on 127.0.0.1: a workflow with its webhook, the Bot Service, and a channel in which people press buttons. */
export interface TeamsStandIn extends Identity {
  readonly url: string;
  /** Answers 202 to every JSON; what becomes of it stands in `flows()`. */
  readonly webhookUrl: string;
  readonly serviceUrl: string;
  readonly metadataUrl: string;
  readonly tokenUrl: string;
  /** Where invokes go: the bot's messaging endpoint. */
  messagingUrl: string | undefined;
  readonly seen: readonly Seen[];
  join(account: Account): void;
  /** What stands in the channel, oldest first; with an account's id, as that person sees it. */
  messages(who?: string): readonly Message[];
  flows(): readonly Run[];
  fail(what: What, failure: Failure): void;
  /**
   * A person presses an `Action.Execute` of a message as it stood when it was read, so an old message is an old click.
   * Throws what Teams would not send: an unknown verb or input, a required input that is empty.
   */
  press(
    who: string,
    message: Message,
    verb: string,
    inputs?: Readonly<Record<string, string>>,
    change?: Change,
  ): Promise<Pressed>;
  /** A token as the Bot Service would send one now, but for what is said. */
  mint(unlike?: Minting): Promise<string>;
  close(): Promise<void>;
}

const WORKFLOW = "/powerautomate/automations/direct/workflows/";
const METADATA = "/v1/.well-known/openidconfiguration";
const KEYS = "/v1/.well-known/keys";

function kind(method: string, path: string): What {
  if (path === METADATA) return "metadata";
  if (path === KEYS) return "keys";
  if (path.startsWith(WORKFLOW)) return "webhook";
  if (method === "POST" && path.endsWith("/oauth2/v2.0/token")) return "token";
  if (path.startsWith("/teams/v3/conversations/") && (method === "POST" || method === "PUT"))
    return method === "POST" ? "post" : "put";
  return "unknown";
}

const secret = () => randomBytes(32).toString("base64url");
const identityOf = (options: StandInOptions): Identity => ({
  appId: options.appId ?? randomUUID(),
  appSecret: options.appSecret ?? secret(),
  tenant: options.tenant ?? randomUUID(),
  conversation: options.conversation ?? `19:${secret()}@thread.tacv2`,
  botName: options.botName ?? "countersign",
});

/** The trigger of the workflow: it takes any JSON, says 202, and only then runs. */
function trigger(sig: string, path: string, runs: (body: unknown) => void): (call: Call) => Answer {
  return (call) => {
    if (call.method !== "POST" || call.path !== path)
      return refusal(404, "WorkflowNotFound", "The workflow could not be found.");
    if (call.query.get("sig") !== sig)
      return refusal(
        401,
        "DirectApiAuthorizationRequired",
        "The request must be authenticated only by Shared Access scheme.",
      );
    if (typeof call.body !== "object" || call.body === null)
      return refusal(400, "TriggerInputSchemaMismatch", "The input body for the trigger is not a JSON object.");
    return { status: 202, after: () => runs(call.body) };
  };
}

export async function teamsStandIn(options: StandInOptions = {}): Promise<TeamsStandIn> {
  const { now = Date.now, template = "attachments", validate = () => [], patience = 15_000 } = options;
  const identity = identityOf(options);
  const talk = conversation(now);
  const bot = connector(identity, talk, now);
  const accounts = new Map<string, Account>();
  const flows: Run[] = [];
  const sig = secret();
  const path = `${WORKFLOW}${randomBytes(16).toString("hex")}/triggers/manual/paths/invoke`;
  const webhook = trigger(sig, path, (body) =>
    flows.push(run(body, template, validate, (card) => talk.post({ by: "flow", card }))),
  );
  const answers: Readonly<Record<What, (call: Call) => Answer | Promise<Answer>>> = {
    webhook,
    token: bot.token,
    post: bot.post,
    put: bot.put,
    metadata: () => ({ status: 200, body: metadata(served.url) }),
    keys: async () => ({ status: 200, body: await jwks() }),
    unknown: () => ({ status: 404, body: { message: "Nothing of Teams' stands here." } }),
  };
  const served = await serve(kind, (call) => answers[call.what](call));
  // As Teams sends it in activities and tokens: with a slash at its end.
  const sender = `${served.url}/teams/`;
  const standIn: TeamsStandIn = {
    ...identity,
    ...served,
    webhookUrl: `${served.url}${path}?api-version=1&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=${sig}`,
    serviceUrl: `${served.url}/teams`,
    metadataUrl: served.url + METADATA,
    tokenUrl: `${served.url}/${identity.tenant}/oauth2/v2.0/token`,
    messagingUrl: undefined,
    join: (account) => void accounts.set(account.id, account),
    messages: talk.messages,
    flows: () => [...flows],
    async press(who, message, verb, inputs = {}, change = {}) {
      const by = accounts.get(who);
      if (by === undefined) throw new Error(`Nobody with the id "${who}" has joined.`);
      if (message.by === "flow") throw new Error("No bot stands behind a message that a workflow posted.");
      const url = standIn.messagingUrl;
      if (url === undefined) throw new Error("The stand-in has no messagingUrl to send a press to.");
      const to = { url, identity, serviceUrl: sender, patience };
      const answer = await pressed({ by, message, verb, inputs, change }, to, now(), validate);
      if (answer.card) talk.answer(who, message.id, answer.card);
      return answer;
    },
    mint: ({ claims, ...unlike } = {}) =>
      minted({ ...unlike, claims: { ...claimsAt(now(), identity, sender), ...claims } }),
  };
  return standIn;
}

/** The OpenID metadata of the Bot Service, as far as a bot reads it. */
const metadata = (url: string) => ({
  issuer: "https://api.botframework.com",
  authorization_endpoint: "https://invalid.botframework.com",
  jwks_uri: url + KEYS,
  id_token_signing_alg_values_supported: ["RS256"],
  token_endpoint_auth_methods_supported: ["private_key_jwt"],
});
