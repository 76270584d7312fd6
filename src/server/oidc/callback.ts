import * as oidc from "openid-client";
import { type Identity, proven } from "../../people/identity.js";
import { page, redirect } from "../sign-in/answers.js";
import { safeNext, withNext } from "../sign-in/next.js";
import { home } from "../sign-in/where.js";
import type { Place } from "../sign-in.js";
import { evidenceOf } from "./evidence.js";
import { exchanged, type SignedIn } from "./exchange.js";
import { type Failed, failed } from "./failed.js";
import type { Transaction, Wanted } from "./kept.js";
import type { Parts } from "./parts.js";
import { unproven } from "./proof.js";

const LOST = "This sign-in was not started in this browser, or more than 10 minutes ago.";
const NOBODY = "The identity provider did not say who you are, or you are not of this organisation.";
const UNSEEN = "Your sign-in could not be handed to the directory of people. Try again, or ask an administrator.";

/** The provider sent the browser back. Sets a session, or the proof of one decision, and goes on to `next`. */
export async function callback(parts: Parts, request: Request, place: Place): Promise<Response> {
  const transaction = await parts.cookies.read("transaction", request, place);
  if (!transaction) return failurePage(parts, place, undefined, { status: 400, why: LOST });
  const done = await finished(parts, place, transaction);
  if (typeof done !== "string") return failurePage(parts, place, transaction, done);
  const next = safeNext(transaction.next, place);
  return redirect(303, next, [done, parts.cookies.clear("transaction", place)]);
}

/** The cookie that it is worth. */
async function finished(parts: Parts, place: Place, transaction: Transaction): Promise<string | Failed> {
  let signedIn: SignedIn;
  try {
    signedIn = await exchanged(parts, place, transaction);
  } catch (error) {
    return failed(error);
  }
  const subject = parts.profile.subject(signedIn.claims);
  const { proves } = transaction;
  const why = proves && unproven(signedIn.claims, subject, proves, parts.profile, parts.options.acr);
  if (why !== undefined) return { status: 403, why };
  if (subject === undefined) return { status: 403, why: NOBODY };
  return kept(parts, place, transaction, signedIn, subject);
}

async function kept(parts: Parts, place: Place, { nonce, proves }: Transaction, signedIn: SignedIn, subject: string) {
  const issuer = parts.profile.people;
  const evidence = evidenceOf(signedIn.claims, "id_token", signedIn.idToken);
  const identity = proven({ issuer, subject, proof: proves ? "L2" : "L1", evidence });
  if (!(await isSeen(parts, identity, signedIn))) return { status: 500, why: UNSEEN };
  return proves
    ? parts.cookies.write("proof", { issuer, subject, digest: nonce, evidence: { nonce, ...evidence } }, place)
    : parts.cookies.write("session", { issuer, subject, evidence, sid: oidc.randomState() }, place);
}

/** The directory is told under the issuer of its own identities. */
async function isSeen({ options }: Parts, identity: Identity, { all }: SignedIn): Promise<boolean> {
  try {
    await options.seen?.(identity, { ...(all as object), iss: identity.issuer });
    return true;
  } catch {
    return false;
  }
}

function failurePage(parts: Parts, place: Place, transaction: Transaction | undefined, told: Failed) {
  const next = safeNext(transaction?.next, place);
  const wanted: Wanted | undefined = transaction?.proves;
  const { label } = parts.profile;
  const link = wanted ? { label: "Go back", href: next } : { label, href: withNext(place, "sign-in/start", next) };
  const why = `${told.why} Nothing was recorded.`;
  const href = transaction ? link.href : home(place);
  const clear = transaction ? [parts.cookies.clear("transaction", place)] : [];
  return page(place, { status: told.status, label: transaction ? link.label : "Go back", href, why }, clear);
}
