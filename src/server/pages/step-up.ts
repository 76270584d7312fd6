import { checkWords } from "../../action/words.js";
import type { Shown } from "../../desk/look.js";
import { isProven } from "../../people/identity.js";
import { LEVELS } from "../../people/person.js";
import type { StepUpPage } from "../console/model.js";
import { stepUpPage } from "../console/step-up-page.js";
import { pathOf } from "../sign-in/where.js";
import type { Need } from "../sign-in.js";
import type { Visit } from "../visit.js";
import { answered } from "./decide.js";
import { formOf } from "./form.js";
import { answersOf, digestOf, forget, isOld, type Kept, keptIn } from "./kept.js";
import { notTaken, STALE } from "./request.js";
import { notFound, paged, pathTo, refusedForm, see, told, withCookie } from "./respond.js";

interface Proving {
  readonly shown: Shown;
  readonly decision: Kept;
  readonly need: Need;
}

/** What is kept and what it needs; a Response where there is nothing to prove. */
async function proving(visit: Visit, requestId: string): Promise<Proving | Response> {
  const shown = await visit.desk.show(requestId, visit.who);
  if (!shown) return notFound(visit);
  const decision = keptIn(visit, requestId);
  const proof = shown.you.proof ?? shown.message.proof;
  if (!decision || shown.message.state !== "pending") return see(visit, pathTo(requestId));
  if (decision.digest !== shown.message.digest)
    return withCookie(await notTaken(visit, requestId, STALE), forget(visit));
  if (isOld(decision, shown)) return see(visit, pathTo(requestId), forget(visit));
  if (decision.after !== answersOf(shown)) return answeredSince(visit, requestId, shown, decision);
  const next = `${pathOf(visit.place)}${pathTo(requestId, "/step-up")}`;
  return { shown, decision, need: { proof, digest: digestOf(decision, visit), next } };
}

/** A proof is of one decision: whoever has answered since answers anew. */
async function answeredSince(visit: Visit, requestId: string, { you }: Shown, { decision }: Kept): Promise<Response> {
  if (you.said === decision) return see(visit, pathTo(requestId, "?said=duplicate"), forget(visit));
  return withCookie(await notTaken(visit, requestId, ANSWERED), forget(visit));
}

const ANSWERED = {
  result: "needs_step_up",
  why: "Not recorded. You have answered since you were asked for this proof: answer again.",
} as const;

/** Restates the decision and asks for its proof. Looking decides nothing. */
export async function showStepUp(visit: Visit, requestId: string): Promise<Response> {
  const found = await proving(visit, requestId);
  if (found instanceof Response) return found;
  const { shown, decision, need } = found;
  const page: StepUpPage = {
    shown,
    decision: decision.decision === "modify" ? "modify" : "approve",
    proof: need.proof,
    words: checkWords(shown.message.digest),
    ...(await wayOf(visit, requestId, need)),
  };
  return paged(visit, requestId, (frame) => stepUpPage(frame, page), shown);
}

/** How this person can prove it: by a passkey here, by a sign-in elsewhere, or it is proven already. */
async function wayOf(visit: Visit, requestId: string, need: Need): Promise<Partial<StepUpPage>> {
  const { signIn, request, place } = visit;
  const challenge = await signIn.challenge?.(request, need, place);
  if (challenge !== undefined && LEVELS[need.proof] >= LEVELS.L3) return { challenge };
  const proved = await signIn.stepUp?.(request, need, place);
  if (isProven(proved)) return {};
  if (signIn.challenge && LEVELS[need.proof] >= LEVELS.L3)
    return { start: `${pathOf(place)}/sign-in/passkeys`, notice: NO_PASSKEY };
  const start = `${pathOf(place)}${pathTo(requestId, "/step-up/start")}`;
  return { start, ...(challenge !== undefined && { challenge }) };
}

const NO_PASSKEY = {
  kind: "warn",
  title: "You have no passkey here.",
  text: "Add one, then decide again. Nothing was recorded; the request still waits.",
} as const;

/** Leads to the sign-in for this decision. */
export async function startStepUp(visit: Visit, requestId: string): Promise<Response> {
  const found = await proving(visit, requestId);
  if (found instanceof Response) return found;
  const { signIn, request, place } = visit;
  if (!signIn.stepUp) return told(visit, CANNOT);
  const answer = await signIn.stepUp(request, found.need, place);
  return answer instanceof Response ? answer : see(visit, pathTo(requestId, "/step-up"));
}

const CANNOT = {
  status: 403,
  title: "This needs a stronger proof",
  text: "This sign-in cannot give the proof that the rule asks for. Nothing was recorded; the request still waits.",
};

/** The decision with its proof. */
export async function takeStepUp(visit: Visit, requestId: string): Promise<Response> {
  const form = await formOf(visit, requestId);
  if (typeof form === "string") return refusedForm(visit, form);
  const found = await proving(visit, requestId);
  if (found instanceof Response) return found;
  const { signIn, request, place } = visit;
  if (!signIn.stepUp) return told(visit, CANNOT);
  const by = await signIn.stepUp(request, found.need, place);
  if (by instanceof Response) return by;
  const { requestId: _, at: __, ...decision } = found.decision;
  return withCookie(await answered({ ...visit, who: by }, requestId, decision), forget(visit));
}
