import type { Inbox, Transport } from "../../approval/transport.js";
import { sha256 } from "../../canonical.js";
import type { Clock } from "../../clock.js";
import { readText } from "../../wire/answer.js";
import { orElse } from "../../wire/or-else.js";
import { type Problem, problem } from "../../wire/problem.js";
import { recentOf } from "../../wire/recent.js";
import type { Carried } from "../chat/carried.js";
import { type Press, pressIn } from "./activity.js";
import { type Answered, BAD_DATA, NOT_KNOWN, responseOf, SLOW, tells } from "./answered.js";
import { botCard, replacedCard } from "./card.js";
import type { Connector } from "./connector.js";
import type { Bot } from "./options.js";
import { activityOf } from "./payload.js";
import { pressed } from "./press.js";
import type { Activity, Verifier } from "./verify.js";

interface Means {
  readonly clock: Clock;
  readonly connector: Connector;
  readonly verifier: Verifier;
}

const MOST_BYTES = 256 * 1024;
const LONGEST_TOKEN = 16_384;
/** Teams gives up after some ten seconds, and says that the app cannot be reached. */
const PATIENCE_MS = 9_000;
// A token is good for an hour, and five minutes more.
const MOST_REMEMBERED = 500;
const REMEMBERED_MS = 65 * 60_000;

/** Takes what Teams sends to the bot. Nothing of an activity is used before its token is verified. */
export function receiver(bot: Bot, means: Means): NonNullable<Transport["receive"]> {
  const { clock, verifier } = means;
  const recent = recentOf<Answered>({
    most: MOST_REMEMBERED,
    ms: REMEMBERED_MS,
    clock,
    keeps: ({ statusCode }) => statusCode < 500,
  });
  return async (request, inbox) => {
    const end = clock.now() + PATIENCE_MS;
    if (request.method !== "POST") return problem(NOT_POST, { allow: "POST" });
    const token = bearerIn(request.headers.get("authorization") ?? "");
    if (token === undefined) return empty(401);
    const body = await readText(request, MOST_BYTES);
    if (body === undefined) return empty(413);
    const activity = await verifier.verified(token, body);
    if (activity === "refused") return empty(401);
    if (activity === "unavailable") return empty(503, { "retry-after": "5" });
    if (activity["type"] !== "invoke") return empty(200); // messages and the like: nothing is said here
    if (activity["name"] !== "adaptiveCard/action") return empty(501);
    const answered = recent(sha256(`${token}\n${body}`), () => answer(activity, bot, inbox, means));
    // Who presses again gets the answer that came later.
    return responseOf(await orElse({ clock, ms: end - clock.now() }, answered, SLOW));
  };
}

function bearerIn(header: string): string | undefined {
  const [, token] = header.length > LONGEST_TOKEN ? [] : (/^bearer +([\w.~+/-]+=*)$/i.exec(header) ?? []);
  return token;
}

const empty = (status: number, headers: Readonly<Record<string, string>> = {}): Response =>
  new Response(null, { status, headers: { "cache-control": "no-store", ...headers } });

async function answer(activity: Activity, bot: Bot, inbox: Inbox, { connector }: Means): Promise<Answered> {
  const press = pressIn(activity, bot);
  if (press === "malformed") return BAD_DATA;
  if ("refused" in press) return tells(press.refused);
  try {
    const answered = await pressed(press, inbox);
    if (answered.changed !== undefined) void putRight(answered.changed, press, inbox, connector);
    return answered;
  } catch {
    return NOT_KNOWN;
  }
}

/** What everybody else sees, as it is when its turn has come. Where that fails, the next press or update puts it right. */
async function putRight({ requestId, revision }: Carried, { place }: Press, inbox: Inbox, connector: Connector) {
  const now = async () => {
    const message = await inbox.message(requestId);
    if (!message) throw new Error("there is no such request any more");
    return activityOf(message.revision > revision ? replacedCard(message) : botCard(message));
  };
  if (place) await connector.put(place, now).catch(() => undefined);
}

const NOT_POST: Problem = {
  status: 405,
  code: "method",
  detail: "Teams sends activities by POST; nothing else decides.",
};
