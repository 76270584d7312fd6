import type { Answer, Refusal } from "./answer.js";
import { METHODS, type Method } from "./methods.js";
import type { Json, Workspace } from "./workspace.js";

/** A request to the Web API, read. */
export interface Call {
  readonly method: string;
  readonly args: Json;
  /** What the body is: methods that Slack documents for forms alone see no argument of a JSON body. */
  readonly form: "form" | "json" | "none";
  readonly authorization: string;
}

const FORMS_ONLY = ["users.info"];

/** Status 200 whatever happens, as Slack has it: `ok` tells, and `error`. */
export function webApi(space: Workspace, call: Call, connect: Method): Answer {
  const done = run(space, call, connect);
  if (!("error" in done)) return { status: 200, body: { ok: true, ...done } };
  const { error, messages } = done as Refusal;
  const errors = messages?.map((text) => text.replace("[ERROR] ", ""));
  return { status: 200, body: { ok: false, error, ...(messages && { errors, response_metadata: { messages } }) } };
}

function run(space: Workspace, call: Call, connect: Method): Json | Refusal {
  const known = new Map(Object.entries({ ...METHODS, "apps.connections.open": connect }));
  const method = known.get(call.method);
  if (!method) return { error: "unknown_method" };
  const refused = authorised(space, call);
  if (refused) return refused;
  return method(space, call.form === "json" && FORMS_ONLY.includes(call.method) ? {} : call.args);
}

/** A bot's token for all but Socket Mode, which takes the app's. In a JSON body a token is not looked for. */
function authorised(
  { botToken, appToken }: Workspace,
  { method, authorization, args, form }: Call,
): Refusal | undefined {
  const token = authorization.startsWith("Bearer ")
    ? authorization.slice("Bearer ".length).trim()
    : form === "json"
      ? ""
      : String(args["token"] ?? "");
  if (token === "") return { error: "not_authed" };
  if (![botToken, appToken].includes(token)) return { error: "invalid_auth" };
  const wanted = method === "apps.connections.open" ? appToken : botToken;
  return token === wanted || method === "auth.test" ? undefined : { error: "not_allowed_token_type" };
}
