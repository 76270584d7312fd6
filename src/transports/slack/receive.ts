import { parsed } from "../../action/value.js";
import type { Inbox } from "../../approval/transport.js";
import { readText } from "../../wire/answer.js";
import { orElse } from "../../wire/or-else.js";
import { recentOf } from "../../wire/recent.js";
import { sayingModal } from "./modal.js";
import { payloadOf, type Submission } from "./payload.js";
import { pressed } from "./press.js";
import type { Desked, Room } from "./room.js";
import { isFromSlack, TOLERANCE_MS } from "./signature.js";
import { type FormAnswer, submitted } from "./submit.js";

const MOST_BYTES = 512 * 1024;
/** A look at the certificate carries a word and a token. */
const LONGEST_CHECK = 1024;
const MOST_REMEMBERED = 10_000;
/** Slack waits three seconds, and then tells the person that it failed. */
const PATIENCE_MS = 2500;

/** What Slack is answered: nothing, or what a form does next. */
export type Answered = FormAnswer | undefined;

/**
 * Takes in what happens to cards and forms, over signed requests. Nothing of a body is acted on before its signature is
 * verified; Slack's look at the certificate has none (docs.slack.dev, Slash commands, `ssl_check`), and is answered alike.
 */
export function receiver(signingSecret: string, room: Room): (request: Request, inbox: Inbox) => Promise<Response> {
  const { clock } = room;
  const recent = recentOf<Answered>({ most: MOST_REMEMBERED, ms: 2 * TOLERANCE_MS, clock });
  return async ({ method, headers, body }, inbox) => {
    if (method !== "POST") return bare(405, { allow: "POST" });
    const text = await readText({ body }, MOST_BYTES);
    if (text === undefined) return bare(413);
    if (!(await isFromSlack(signingSecret, { headers, body: text }, clock.now())))
      return bare(isSslCheck(text) ? 200 : 401);
    // The very same request again is a replay: it is answered as before, and reaches no desk.
    const answer = await recent(headers.get("x-slack-signature") ?? "", () =>
      answerTo(parsed(new URLSearchParams(text).get("payload") ?? ""), { ...room, inbox }),
    );
    return answer ? Response.json(answer, { headers: { "cache-control": "no-store" } }) : bare(200);
  };
}

function isSslCheck(text: string): boolean {
  if (text.length > LONGEST_CHECK) return false;
  const form = new URLSearchParams(text);
  return form.get("ssl_check") === "1" && !form.has("payload");
}

const bare = (status: number, headers: Readonly<Record<string, string>> = {}): Response =>
  new Response(null, { status, headers: { "cache-control": "no-store", ...headers } });

/** Acts on a payload; what takes longer than Slack waits goes on, and is told another way. */
export async function answerTo(payload: unknown, desked: Desked): Promise<Answered> {
  const given = payloadOf(payload);
  if (given?.type === "press") {
    await orElse({ clock: desked.clock, ms: PATIENCE_MS }, pressed(desked, given), undefined);
    return undefined;
  }
  return given && sent(desked, given);
}

async function sent(desked: Desked, form: Submission): Promise<FormAnswer> {
  const { clock } = desked;
  const work = submitted(desked, form);
  const answer = await orElse({ clock, ms: PATIENCE_MS }, work, "late" as const);
  if (answer !== "late") return answer;
  void work.then((late) => retell(desked, form, late)).catch(() => undefined);
  return {
    response_action: "update",
    view: sayingModal("Not known yet", "It takes longer than usual. Look at the card before you answer again."),
  };
}

/** The form stands there saying that it takes long: it says what became of it, once that is known. */
async function retell({ app }: Desked, { viewId }: Submission, answer: FormAnswer): Promise<void> {
  const view =
    answer.response_action === "update"
      ? answer.view
      : answer.response_action === "clear"
        ? sayingModal("Recorded", "Your answer is recorded. You can close this.")
        : sayingModal("Not recorded", Object.values(answer.errors).join(" "));
  await app?.api.views("views.update", { view_id: viewId, view });
}
