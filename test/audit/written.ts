import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ReviewPayload } from "../../src/approval/review.js";
import { type EventType, fields } from "../../src/audit/event.js";
import { createRecorder, type Recorder } from "../../src/audit/record.js";
import type { Signer } from "../../src/audit/signer.js";
import { verifyLogs } from "../../src/audit/verify.js";
import type { LogBytes } from "../../src/audit/verify-lines.js";
import type { Report } from "../../src/audit/verify-report.js";
import { type Json, type JsonObject, sha256 } from "../../src/canonical.js";
import { systemClock } from "../../src/clock.js";
import { ed25519Signer } from "../../src/signers/ed25519.js";
import { jsonlSink } from "../../src/sinks/jsonl.js";
import { seal } from "../sealed.js";

export const guardKey = await ed25519Signer("generate");
export const deskKey = await ed25519Signer("generate");
export const strangerKey = await ed25519Signer("generate");

/** A log as it lies: its lines and its checkpoints. */
export interface Written {
  readonly log: Buffer;
  readonly checkpoints: Buffer;
}

/** What a log's writer does; each `commit` is one checkpoint. */
export interface Writer {
  note(type: EventType, data: JsonObject): void;
  commit(): Promise<void>;
  close(): Promise<void>;
}

/** Has the real recorder write a log to a file, and reads what it wrote. */
export async function written(script: (writer: Writer) => Promise<void>, signer: Signer = guardKey): Promise<Written> {
  const folder = mkdtempSync(join(tmpdir(), "countersign-"));
  const path = join(folder, "log.jsonl");
  try {
    await writing(path, script, signer);
    return { log: readFileSync(path), checkpoints: readFileSync(`${path}.checkpoints`) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The same in a place of the caller's. */
export async function writing(
  path: string,
  script: (writer: Writer) => Promise<void>,
  signer: Signer = guardKey,
): Promise<void> {
  const log = jsonlSink({ path });
  const opened = () => ({ desk_keys: [{ ...deskKey.publicJwk }] as unknown as Json });
  const recorder = createRecorder({ app: "app", signer, log, clock: systemClock, opened });
  await recorder.open();
  await script(writerOf(recorder));
  await log.close?.();
}

const writerOf = (recorder: Recorder): Writer => ({
  note(type, data) {
    recorder.append({ type, callId: String(data["call_id"]), fields: fields(data) });
  },
  commit: () => recorder.durable(),
  close: () => recorder.close(),
});

/** The start of an allowed call. */
export function begun(writer: Writer, call: string): void {
  const policy = { hash: "0".repeat(64), rules: ["reads"], verdict: "allow" };
  writer.note("execution.started", {
    action: "customer.read",
    call_digest: sha256(call),
    call_id: call,
    note: "\u00e4\u2028 x",
    policy,
    session: "s1",
  });
}
const ended = (writer: Writer, call: string): void =>
  writer.note("execution.succeeded", { call_id: call, duration_ms: 1 });

/** An allowed call: two events. */
export function allowed(writer: Writer, call: string): void {
  begun(writer, call);
  ended(writer, call);
}

export interface Asked {
  readonly request: string;
  readonly revision?: number;
  /** What was executed, where it is not what was approved. */
  readonly executed?: string;
  readonly seals?: Signer;
  readonly review?: Partial<Record<keyof ReviewPayload, Json>>;
  readonly reviews?: Json;
  readonly data?: JsonObject;
}

export const digestOf = (request: string, revision = 1): string => sha256(`${request} ${revision}`);

/** The payload of a review that approves. */
export const approval = (asked: Asked): JsonObject => ({
  v: 1,
  tenant: "default",
  environment: null,
  request_id: asked.request,
  revision: asked.revision ?? 1,
  call_digest: digestOf(asked.request, asked.revision),
  view_digest: VIEW,
  decision: "approve",
  approves: true,
  person: "ana",
  issuer: "test",
  subject: "ana",
  proof: "L2",
  slots: ["finance"],
  vetoes: [],
  issued_at: 1,
  ...asked.review,
});

export const sealed = async (payload: JsonObject, signer: Signer = deskKey): Promise<JsonObject> =>
  ({ ...(await seal(signer, payload as unknown as ReviewPayload)) }) as unknown as JsonObject;

const aboutOf = ({ request, revision = 1 }: Asked): JsonObject => ({
  call_digest: digestOf(request, revision),
  call_id: `call-${request}`,
  request_id: request,
  revision,
});

const REQUIREMENTS: Json = [{ approve: 1, approvers: { group: "finance" } }];
const VIEW = sha256("view");

/** What people are asked. `more`: what this event says otherwise than the start does. */
export function requested(writer: Writer, asked: Asked, more: JsonObject = {}): void {
  const requirements = asked.data?.["requirements"] ?? REQUIREMENTS;
  const shown = { excluded: ["bo"], requirements, view_digest: VIEW };
  writer.note("approval.requested", { ...aboutOf(asked), action: "refund", ...shown, ...more });
}

/** The revision that a modification made. */
export const modified = (writer: Writer, asked: Asked, more: JsonObject = {}): void =>
  writer.note("call.modified", { ...aboutOf(asked), person: "dora", view_digest: VIEW, ...more });

/** The start of an asked call, with what it carries. */
export async function started(writer: Writer, asked: Asked, type: EventType = "execution.started"): Promise<void> {
  const policy = { hash: "0".repeat(64), rules: ["large"], verdict: "ask" };
  const about = { ...aboutOf(asked), ...(asked.executed !== undefined && { call_digest: asked.executed }) };
  const reviews = asked.reviews ?? [await sealed(approval(asked), asked.seals)];
  writer.note(type, {
    ...about,
    action: "refund",
    excluded: ["bo", "cy"],
    fence: 1,
    policy,
    requirements: REQUIREMENTS,
    reviews,
    view_digest: VIEW,
    ...asked.data,
  });
}

/** An asked call, from its request to its outcome. */
export async function askedCall(writer: Writer, asked: Asked): Promise<void> {
  requested(writer, asked);
  await writer.commit();
  writer.note("review.recorded", { ...aboutOf(asked), person: "ana" });
  writer.note("call.approved", { ...aboutOf(asked), by: ["ana"] });
  await writer.commit();
  await started(writer, asked);
  await writer.commit();
  writer.note("execution.succeeded", aboutOf(asked));
}

/** Allowed and asked calls, in commits of several lines; the last two as they are written: no outcome with its start. */
export async function calls(writer: Writer): Promise<void> {
  for (const call of ["c1", "c2", "c3"]) allowed(writer, call);
  await writer.commit();
  await askedCall(writer, { request: "r1" });
  for (const call of ["c4", "c5"]) begun(writer, call);
  await writer.commit();
  for (const call of ["c4", "c5"]) ended(writer, call);
  await writer.commit();
}
export async function closed(writer: Writer): Promise<void> {
  await calls(writer);
  await writer.close();
}

const NONE = { log: Buffer.alloc(0), checkpoints: Buffer.alloc(0) };

/** The bytes of a log in memory; `chunk`: how many at a time. */
export function bytesOf({ log, checkpoints }: Partial<Written>, name = "log.jsonl", chunk = 1 << 20): LogBytes {
  return {
    name,
    lines: () => chunks(log ?? NONE.log, chunk),
    checkpoints: () => chunks(checkpoints ?? NONE.checkpoints, chunk),
  };
}

async function* chunks(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

export const keys = [guardKey.publicJwk];
export const verify = (...logs: readonly LogBytes[]): Promise<Report> => verifyLogs(logs, { keys });

export const linesOf = (log: Buffer): string[] => log.toString().split("\n").slice(0, -1);
export const ofLines = (lines: readonly string[]): Buffer => Buffer.from(lines.map((line) => `${line}\n`).join(""));

/** The bytes with one of them changed. */
export function flipped(bytes: Buffer, at: number, bits = 1): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] as number) ^ bits;
  return copy;
}
