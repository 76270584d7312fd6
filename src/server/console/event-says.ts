import { readLine } from "../../audit/event.js";
import type { SignedEvent } from "../../audit/sink.js";
import type { JsonObject } from "../../canonical.js";
import { proofNeeded } from "./proof.js";

/** `done`: it happened. `open`: it may not have arrived. `yes`, `no`: an answer or an outcome. */
export type Tone = "done" | "open" | "yes" | "no";
export interface Told {
  readonly says: string;
  readonly tone: Tone;
  readonly at?: Date;
}

/** A person by what a page calls them. */
type Names = (id: string) => string;
type Teller = (data: JsonObject, who: Names) => readonly [says: string, tone: Tone];

/** An event of the log as a sentence. What is of a later release stands by its type. */
export function eventSays({ line, type }: SignedEvent, who: Names): Told {
  const event = readLine(line);
  const at = timeOf(line);
  const tell = event && Object.hasOwn(TELLERS, event.type) ? TELLERS[event.type] : undefined;
  const [says, tone] = event && tell ? tell(event.data, who) : [event?.type ?? type, "done" as const];
  return { says, tone, ...(at && { at }) };
}

function timeOf(line: string): Date | undefined {
  try {
    const time = new Date((JSON.parse(line) as { time?: string }).time ?? "");
    return Number.isNaN(time.getTime()) ? undefined : time;
  } catch {
    return undefined;
  }
}

const text = (data: JsonObject, key: string): string => {
  const value = data[key];
  return typeof value === "string" ? value : "";
};
const quoted = (reason: string): string => (reason === "" ? "" : `: “${reason}”`);
const person = (data: JsonObject, who: Names): string => who(text(data, "person") || "Somebody");
const proof = (data: JsonObject): string => {
  const level = text(data, "proof");
  return level === "L2" || level === "L3" || level === "L4" ? `, with ${proofNeeded(level)}` : "";
};

const ANSWERS: Readonly<Record<string, readonly [string, Tone]>> = {
  approve: ["approved", "yes"],
  deny: ["denied", "no"],
  modify: ["modified it", "done"],
};

function recorded(data: JsonObject, who: Names): readonly [string, Tone] {
  const [verb, tone] = ANSWERS[text(data, "decision")] ?? (["answered", "done"] as const);
  return [`${person(data, who)} ${verb}${proof(data)}${quoted(text(data, "reason"))}`, tone];
}

const duration = (data: JsonObject): string =>
  typeof data["duration_ms"] === "number" ? ` in ${data["duration_ms"]} ms` : "";

const TELLERS: Readonly<Record<string, Teller>> = {
  "approval.requested": () => ["The agent called; the policy held it and people were asked", "done"],
  "approval.delivered": (data) =>
    "failed" in data
      ? [`Not delivered by ${text(data, "transport")}`, "open"]
      : [`Sent by ${text(data, "transport")}`, "done"],
  "approval.reminded": () => ["Reminder sent", "done"],
  "approval.escalated": () => ["More people were asked", "done"],
  "review.recorded": recorded,
  "review.refused": (data, who) => [
    `An answer of ${person(data, who)} was refused (${text(data, "result") || "no right to it"})`,
    "no",
  ],
  "call.modified": (data, who) => [`${person(data, who)} made a new revision`, "done"],
  "call.approved": () => ["Everybody who must agree has agreed", "yes"],
  "call.denied": (data) => [`Denied${quoted(text(data, "reason"))}. Nothing ran`, "no"],
  "call.expired": () => ["The deadline passed. Nothing ran", "no"],
  "call.cancelled": (data) => [`Cancelled${quoted(text(data, "reason"))}. Nothing ran`, "no"],
  "grant.issued": () => ["Later calls may be answered by this approval", "done"],
  "grant.revoked": () => ["It answers no more later calls", "done"],
  "execution.started": () => ["Approvals checked again and spent, once; started", "done"],
  "execution.restarted": () => ["Started again under the same key", "done"],
  "execution.succeeded": (data) => [`Succeeded${duration(data)}`, "yes"],
  "execution.failed": (data) => [`Failed${duration(data)}`, "no"],
  "execution.unknown": () => ["Its result was lost", "open"],
  "execution.reconciled": (data, who) => [
    `Settled as ${text(data, "outcome")} ${text(data, "person") ? `by ${person(data, who)}` : "by asking the system itself"}${quoted(text(data, "reason"))}`,
    text(data, "outcome") === "succeeded" ? "yes" : "no",
  ],
  "identity.relinked": (data, who) => [`An identity now stands for ${person(data, who)}`, "done"],
};
