import type { RequestMessage } from "../approval/request-message.js";
import type { Decision, Answer as Result, Review } from "../approval/review.js";
import type { Json } from "../canonical.js";
import { misuse } from "../errors.js";
import { proven } from "../people/identity.js";
import type { Person, Principal } from "../people/person.js";
import type { Remember } from "../policy/remember.js";

/** What a person of a `memoryApprover` will answer. Made by `approve`, `deny` and `modify`. */
export interface Answer {
  /** The person's id. */
  readonly by: string;
}

/** `proof`: L1 unless said. `expect`: what the desk must answer; unless said "recorded" or "resolved", or "revised" to a modify. */
export interface How {
  reason?: string;
  /** Of an approval: for which later calls it may answer, too. */
  remember?: Remember;
  proof?: Review["by"]["proof"];
  expect?: Result;
}

/** An answer with its decision, before anybody was asked. */
export interface Scripted extends Answer {
  readonly decision: Decision;
  readonly proof: Review["by"]["proof"];
  readonly expect: readonly Result[];
}

/** `by` approves; a text is the reason. */
export const approve = (by: string, how: string | How = {}): Answer => scripted(by, { decision: "approve" }, how);

/** `by` denies; a text is the reason. */
export const deny = (by: string, how: string | How = {}): Answer => scripted(by, { decision: "deny" }, how);

/** `by` gives the call other arguments; a text is the reason. */
export const modify = (by: string, args: Json, how: string | How = {}): Answer =>
  scripted(by, { decision: "modify", args }, how, ["revised"]);

/** The identity of a `memoryApprover`'s person, for `context`: issuer "test", the id as subject. */
export const person = (id: string): Principal => ({ issuer: "test", subject: id });

/** @throws code `input` for an answer that was made by hand. */
export function checkAnswer(answer: Answer): Scripted {
  if (made.has(answer)) return answer as Scripted;
  throw misuse("answer", "make an answer with approve(), deny() or modify()");
}

/** The answer as a review of the message that this person was shown. */
export function reviewOf(answer: Scripted, { revision, digest }: RequestMessage): Review {
  const by = proven({ ...person(answer.by), proof: answer.proof, evidence: {} });
  return { ...answer.decision, by, revision, digest };
}

/** Everybody denies, each with this reason. */
export const denials = (people: readonly Person[], reason: string): Scripted[] =>
  people.map(({ id }) => checkAnswer(deny(id, reason)));

const made = new WeakSet<object>();

function scripted(by: string, decision: Decision, how: string | How, also: readonly Result[] = []): Answer {
  const { reason, proof = "L1", expect, remember, ...unknown }: How = typeof how === "string" ? { reason: how } : how;
  for (const key of Object.keys(unknown))
    throw misuse(decision.decision, `unknown option "${key}": use reason, remember, proof or expect`);
  if (remember && decision.decision !== "approve") throw misuse(decision.decision, "only an approval is remembered");
  const answer: Scripted = {
    by,
    decision: { ...decision, ...(reason !== undefined && { reason }), ...(remember && { remember }) } as Decision,
    proof,
    expect: expect ? [expect] : ["recorded", "resolved", ...also],
  };
  made.add(answer);
  return answer;
}
