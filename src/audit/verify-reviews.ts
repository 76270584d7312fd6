import { canonical, fromBase64, type Json, type JsonObject } from "../canonical.js";
import { pae, REVIEW_TYPE } from "./dsse.js";
import { publicPart, thumbprint, verifySignature } from "./signature.js";
import type { PublicJwk } from "./signer.js";
import type { Fault, ProblemKind } from "./verify-report.js";

export const fault = (kind: ProblemKind, text: string): Fault => ({ kind, text });

/** A key whose seals are believed, and whether somebody gave it or only the log names it. */
export interface DeskKey {
  readonly jwk: PublicJwk;
  /** RFC 7638 thumbprint. */
  readonly id: string;
  readonly from: "given" | "log";
}

export const deskKeys = (keys: readonly PublicJwk[], from: DeskKey["from"]): readonly DeskKey[] =>
  keys.flatMap((key) => {
    const jwk = publicPart(key);
    return jwk ? [{ jwk, id: thumbprint(jwk), from }] : [];
  });

interface SealedReview {
  readonly payload: JsonObject;
  readonly sig: string;
  readonly keyid?: Json;
}

/** More than any start carries: people review again only with another word. */
const MOST_REVIEWS = 1_000;

/**
 * What is wrong with the start of an execution that people were asked about: its reviews must be about this very call,
 * or about the one whose approval they let answer later ones, sealed by one of these keys, not by anyone who is
 * excluded, and enough of them must agree. `believed` gets the keys that sealed them.
 */
export async function faultOf(
  data: JsonObject,
  keys: readonly DeskKey[],
  believed: Set<DeskKey>,
): Promise<Fault | undefined> {
  const reviews = sealedReviews(data["reviews"]);
  if (!reviews) return fault("review", "people were asked, and it carries no review of theirs");
  if (reviews.length > MOST_REVIEWS) return fault("review", `it carries more than ${MOST_REVIEWS} reviews`);
  const excluded = new Set(listOf(data["excluded"]));
  for (const { payload } of reviews) {
    const wrong = ofAnother(payload, data) ?? bySelf(payload, excluded);
    if (wrong) return wrong;
  }
  for (const review of reviews) {
    const key = await sealedBy(review, keys);
    if (!key) return fault("signature", `the review of ${named(review.payload)} has no genuine seal of a trusted desk`);
    believed.add(key);
  }
  return tooFew(agreedIn(data).size, leastOfAll(data["requirements"]));
}

function sealedReviews(value: Json | undefined): readonly SealedReview[] | undefined {
  const sealed = listOf(value).map(objectOf);
  const whole =
    sealed.length > 0 && sealed.every((one) => objectOf(one?.["payload"]) && typeof one?.["sig"] === "string");
  return whole ? (sealed as unknown as readonly SealedReview[]) : undefined;
}

/** What the reviews of an event say, whoever sealed them. */
export const payloadsOf = (data: JsonObject): readonly JsonObject[] =>
  (sealedReviews(data["reviews"]) ?? []).slice(0, MOST_REVIEWS).map(({ payload }) => payload);

function ofAnother(payload: JsonObject, data: JsonObject): Fault | undefined {
  const grant = objectOf(data["grant"]);
  if (grant && !objectOf(payload["remember"]))
    return fault("review", `the review of ${named(payload)} was for one call, and answered another`);
  return aboutAnother(payload, grant ?? data);
}

function aboutAnother(payload: JsonObject, data: JsonObject): Fault | undefined {
  const [approved, executed] = [payload["call_digest"], data["call_digest"]];
  if (typeof executed !== "string" || approved !== executed) {
    const digests = `executed ${shown(executed)}, approved ${shown(approved)}`;
    return fault("digest", `the executed digest was not the approved one: ${digests}`);
  }
  for (const name of ["request_id", "revision"]) {
    if (data[name] !== undefined && payload[name] === data[name]) continue;
    const ids = `${shown(payload[name])}, not ${shown(data[name])}`;
    return fault("review", `the review of ${named(payload)} is of another ${name}: ${ids}`);
  }
  return undefined;
}

function bySelf(payload: JsonObject, excluded: ReadonlySet<Json>): Fault | undefined {
  const { person } = payload;
  if (person === undefined || !excluded.has(person)) return undefined;
  return fault("self-approval", `${named(payload)} decided on a call of their own`);
}

/**
 * The key that made the seal. Keys that were given are all tried, the one that the seal names first. Of those that only the log
 * names, that one alone: each key more that is tried costs a check, and who writes the log says how many there are.
 */
async function sealedBy({ payload, sig, keyid }: SealedReview, keys: readonly DeskKey[]): Promise<DeskKey | undefined> {
  const signature = bytesOf(sig);
  const text = canonicalOf(payload);
  if (!signature || text === undefined) return undefined;
  const bytes = pae(REVIEW_TYPE, text);
  const first = keys.filter(({ id }) => id === keyid);
  const given = keys.filter(({ id, from }) => id !== keyid && from === "given");
  for (const key of [...first, ...given]) if (await verifySignature(key.jwk, bytes, signature)) return key;
  return undefined;
}

function bytesOf(text: string): Uint8Array | undefined {
  try {
    return text.length <= 128 ? fromBase64(text) : undefined; // of 64 bytes it is 88 digits
  } catch {
    return undefined;
  }
}

/** Undefined where it is nested so deep that nobody signed it. */
export function canonicalOf(value: Json): string | undefined {
  try {
    return canonical(value);
  } catch {
    return undefined;
  }
}

/** Different people must agree: at least as many as the rule says that needs most, whatever choice it leaves. */
export function tooFew(agreed: number, needed: number): Fault | undefined {
  return agreed >= needed ? undefined : fault("review", `${needed} had to approve, and ${agreed} did`);
}

/** The people whose reviews in this event agree. */
export const agreedIn = (data: JsonObject): ReadonlySet<Json | undefined> =>
  new Set(
    payloadsOf(data)
      .filter(agrees)
      .map(({ person }) => person),
  );

/** How many must agree at least by these requirements. */
export const leastOfAll = (requirements: Json | undefined): number =>
  listOf(requirements).reduce((most: number, one) => Math.max(most, leastOf(one)), 1);

function leastOf(requirement: Json): number {
  const stages = objectOf(requirement)?.["stages"];
  if (!Array.isArray(stages)) return countOf(requirement);
  const least = (stage: Json) =>
    listOf(objectOf(stage)?.["anyOf"]).reduce(
      (few: number, one) => Math.min(few, countOf(one)),
      Number.POSITIVE_INFINITY,
    );
  return stages.reduce((sum: number, stage: Json) => sum + least(stage), 0);
}

function countOf(threshold: Json): number {
  const count = objectOf(threshold)?.["approve"];
  return typeof count === "number" ? count : 1;
}

const agrees = ({ decision, approves }: JsonObject): boolean =>
  approves === true && (decision === "approve" || decision === "modify");

const named = ({ person }: JsonObject): string => (typeof person === "string" ? person : "nobody");

/** Of a value that a line holds: itself where it is a text or a number, else only that it is neither. */
export const shown = (value: Json | undefined): string =>
  value !== null && typeof value === "object" ? "no text" : String(value);

export const listOf = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : []);

export const objectOf = (value: Json | undefined): JsonObject | undefined =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
