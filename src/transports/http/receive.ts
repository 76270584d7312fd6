import type { Inbox, Transport } from "../../approval/transport.js";
import { sha256 } from "../../canonical.js";
import type { Clock } from "../../clock.js";
import { proven } from "../../people/identity.js";
import { readText } from "../../wire/answer.js";
import { type Problem, problem } from "../../wire/problem.js";
import { recentOf } from "../../wire/recent.js";
import { TOLERANCE_MS, verified } from "../../wire/signature.js";
import { isWhole } from "./fit.js";
import type { Settings } from "./options.js";
import { type Said, saidOf } from "./said.js";
import { toldOf } from "./told.js";

const MOST_BYTES = 256 * 1024;
const MOST_REMEMBERED = 10_000;

type Answers = NonNullable<Settings["answers"]> & { readonly name: string };
/** An answer that can be given again. `to`: the digest of the body that it answers. */
interface Given {
  readonly to: string;
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** Takes signed decisions. Nothing of a body is read before its signature is verified. */
export function receiver(answers: Answers, clock: Clock): NonNullable<Transport["receive"]> {
  const recent = recentOf<Given>({
    most: MOST_REMEMBERED,
    ms: 2 * TOLERANCE_MS,
    clock,
    keeps: ({ status }) => status < 500,
  });
  return async ({ method, headers, body }, inbox) => {
    if (method !== "POST") return problem(NOT_POST, { allow: "POST" });
    const text = await readText({ body }, MOST_BYTES);
    if (text === undefined) return problem(TOO_LONG);
    const sender = await verified(answers.keys, { headers, body: text }, clock.now());
    if ("refused" in sender) return problem(unsigned(sender.refused), { "www-authenticate": "webhook-signature" });
    const to = sha256(text);
    const { id } = sender;
    const given = await recent(id, async () => givenOf(to, await decided(answers, { id, text }, inbox)));
    return given.to === to ? new Response(given.text, given) : problem(REUSED);
  };
}

async function decided(
  answers: Answers,
  { id, text }: { readonly id: string; readonly text: string },
  inbox: Inbox,
): Promise<Response> {
  const said = saidOf(text);
  if (!("decision" in said)) return problem({ ...NOT_VALID, issues: said });
  try {
    if (await wasCut(said, inbox)) return problem(CUT);
    const { requestId, revision, digest, decidedBy, decision } = said;
    const evidence = { "webhook-id": id, asserted_by: answers.name };
    const by = proven({ issuer: answers.issuer, subject: decidedBy, proof: "L1", evidence });
    return toldOf(await inbox.review(requestId, { ...decision, by, revision, digest }), requestId);
  } catch {
    return problem(NOT_KNOWN);
  }
}

/** Who decides there saw what was sent there: where that was not all of it, they may only deny. */
async function wasCut({ decision: { decision }, requestId }: Said, inbox: Inbox): Promise<boolean> {
  if (decision === "deny") return false;
  const message = await inbox.message(requestId);
  return message !== undefined && !isWhole(message);
}

const givenOf = async (to: string, response: Response): Promise<Given> => ({
  to,
  status: response.status,
  headers: response.headers,
  text: await response.text(),
});

const NOT_POST: Problem = { status: 405, code: "method", detail: "A decision is sent by POST; nothing else decides." };
const TOO_LONG: Problem = { status: 413, code: "too_long", detail: `A decision has at most ${MOST_BYTES} bytes.` };
const NOT_VALID: Problem = { status: 422, code: "invalid", detail: "Not recorded. The decision is not well-formed." };
const REUSED: Problem = {
  status: 409,
  code: "id_reused",
  detail: "Not recorded. This webhook-id was used for another decision: each has its own.",
};
const CUT: Problem = {
  status: 403,
  code: "cut",
  detail: "Not recorded. The request was cut to fit the message: approve or modify it where all of it is shown.",
};
const NOT_KNOWN: Problem = {
  status: 503,
  code: "unavailable",
  detail: "It is not known whether this was recorded. Send the same decision again.",
};
const unsigned = (why: string): Problem => ({ status: 401, code: "unsigned", detail: `Not recorded: ${why}.` });
