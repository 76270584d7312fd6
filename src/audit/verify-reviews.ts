import { canonical, fromBase64, type Json, type JsonObject } from "../canonical.js";
import { pae, REVIEW_TYPE } from "./dsse.js";
import { verifySignature } from "./signature.js";
import type { PublicJwk } from "./signer.js";
import type { Fault, ProblemKind } from "./verify-report.js";

const fault = (kind: ProblemKind, text: string): Fault => ({ kind, text });

interface SealedReview {
  readonly payload: JsonObject;
  readonly sig: string;
}

/**
 * What is wrong with the start of an execution that people were asked about: its reviews must be about this very call,
 * or about the one whose approval they let answer later ones, sealed by one of these keys, not by anyone who is
 * excluded, and enough of them must agree.
 */
export async function faultOf(data: JsonObject, keys: readonly PublicJwk[]): Promise<Fault | undefined> {
  const reviews = sealedReviews(data["reviews"]);
  if (!reviews) return fault("review", "people were asked, and it carries no review of theirs");
  for (const { payload } of reviews) {
    const wrong = ofAnother(payload, data) ?? bySelf(payload, data);
    if (wrong) return wrong;
  }
  for (const review of reviews) {
    if (await isSealed(review, keys)) continue;
    return fault("signature", `the review of ${named(review.payload)} has no genuine seal of a trusted desk`);
  }
  return tooFew(reviews, data);
}

function sealedReviews(value: Json | undefined): readonly SealedReview[] | undefined {
  const sealed = listOf(value).map(objectOf);
  const whole =
    sealed.length > 0 && sealed.every((one) => objectOf(one?.["payload"]) && typeof one?.["sig"] === "string");
  return whole ? (sealed as unknown as readonly SealedReview[]) : undefined;
}

function ofAnother(payload: JsonObject, data: JsonObject): Fault | undefined {
  const grant = objectOf(data["grant"]);
  if (grant && !objectOf(payload["remember"]))
    return fault("review", `the review of ${named(payload)} was for one call, and answered another`);
  return aboutAnother(payload, grant ?? data);
}

function aboutAnother(payload: JsonObject, data: JsonObject): Fault | undefined {
  const [approved, executed] = [payload["call_digest"], data["call_digest"]];
  if (typeof executed !== "string" || approved !== executed) {
    return fault("digest", `the executed digest was not the approved one: executed ${executed}, approved ${approved}`);
  }
  for (const name of ["request_id", "revision"]) {
    if (data[name] !== undefined && payload[name] === data[name]) continue;
    return fault(
      "review",
      `the review of ${named(payload)} is of another ${name}: ${payload[name]}, not ${data[name]}`,
    );
  }
  return undefined;
}

function bySelf(payload: JsonObject, data: JsonObject): Fault | undefined {
  const { person } = payload;
  if (person === undefined || !listOf(data["excluded"]).includes(person)) return undefined;
  return fault("self-approval", `${named(payload)} decided on a call of their own`);
}

async function isSealed({ payload, sig }: SealedReview, keys: readonly PublicJwk[]): Promise<boolean> {
  const signature = bytesOf(sig);
  const bytes = pae(REVIEW_TYPE, canonical(payload));
  for (const key of keys) if (signature && (await verifySignature(key, bytes, signature))) return true;
  return false;
}

function bytesOf(text: string): Uint8Array | undefined {
  try {
    return fromBase64(text);
  } catch {
    return undefined;
  }
}

/** Different people must agree: at least as many as the rule says that needs most, whatever choice it leaves. */
function tooFew(reviews: readonly SealedReview[], data: JsonObject): Fault | undefined {
  const agreed = new Set(reviews.filter(({ payload }) => agrees(payload)).map(({ payload }) => payload["person"]));
  const needed = Math.max(1, ...listOf(data["requirements"]).map(leastOf));
  if (agreed.size >= needed) return undefined;
  return fault("review", `${needed} had to approve, and ${agreed.size} did`);
}

function leastOf(requirement: Json): number {
  const stages = objectOf(requirement)?.["stages"];
  if (!Array.isArray(stages)) return countOf(requirement);
  const least = (stage: Json) => Math.min(...listOf(objectOf(stage)?.["anyOf"]).map(countOf));
  return stages.reduce((sum: number, stage: Json) => sum + least(stage), 0);
}

function countOf(threshold: Json): number {
  const count = objectOf(threshold)?.["approve"];
  return typeof count === "number" ? count : 1;
}

const agrees = ({ decision, approves }: JsonObject): boolean =>
  approves === true && (decision === "approve" || decision === "modify");

const named = ({ person }: JsonObject): string => (typeof person === "string" ? person : "nobody");

export const listOf = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : []);

export const objectOf = (value: Json | undefined): JsonObject | undefined =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
