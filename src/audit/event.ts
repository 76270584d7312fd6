import { canonical, type Json, type JsonObject } from "../canonical.js";
import { misuse } from "../errors.js";
import type { SignedEvent } from "./sink.js";

/** What can be recorded. In a line the type reads `dev.countersign.<this>.v1`. */
export type EventType =
  | `approval.${"requested" | "delivered" | "reminded" | "escalated"}`
  | `review.${"recorded" | "refused"}`
  | `call.${"modified" | "approved" | "denied" | "expired" | "cancelled"}`
  | `grant.${"issued" | "revoked"}`
  | `execution.${"started" | "restarted" | "succeeded" | "failed" | "unknown" | "reconciled"}`
  | "identity.relinked"
  | "policy.changed"
  | `log.${"opened" | "closed" | "heartbeat" | "rotated" | "recovered"}`
  | `key.${"rotated" | "revoked"}`;

/** What starts a run of a body, and what ends one. */
export const RUNS: ReadonlySet<string> = new Set<EventType>(["execution.started", "execution.restarted"]);
export const OUTCOMES: ReadonlySet<string> = new Set<EventType>([
  "execution.succeeded",
  "execution.failed",
  "execution.unknown",
  "execution.reconciled",
]);

/**
 * The members of an event's `data` as canonical JSON text, cut where `prev`, `seq` and `writer` come between them.
 * Every member is followed by a comma (`"action":"x","call_id":"y",`); no members is the empty text.
 */
export interface Fields {
  /** Keys that sort before `prev`. */
  readonly a: string;
  /** Keys between `prev` and `seq`. */
  readonly b: string;
  /** Keys between `seq` and `writer`. */
  readonly c: string;
}

/** What fields hold, as a value. */
export const dataOf = ({ a, b, c }: Fields): JsonObject => JSON.parse(`{${`${a}${b}${c}`.slice(0, -1)}}`) as JsonObject;

/** The fields of an object. @throws code `input` for `prev`, `seq`, `writer`, a key after `writer`, or no value. */
export function fields(data: JsonObject): Fields {
  const parts = { a: "", b: "", c: "" };
  for (const key of Object.keys(data).sort()) {
    parts[part(key)] += `${JSON.stringify(key)}:${canonical(present(key, data[key]))},`;
  }
  return parts;
}

function part(key: string): keyof Fields {
  if (key < "prev") return "a";
  if (key > "prev" && key < "seq") return "b";
  if (key > "seq" && key < "writer") return "c";
  throw misuse(
    `data.${key}`,
    "an event's own members must not be prev, seq or writer, nor sort after writer: rename it",
  );
}

function present(key: string, value: Json | undefined): Json {
  if (value !== undefined) return value;
  throw misuse(`data.${key}`, "has no value: leave the member out");
}

/** Who writes a log: one process's run of one application, for one tenant. */
export interface Writer {
  readonly tenant: string;
  readonly app: string;
  /** Names this log among the application's. */
  readonly writer: string;
}

const joined = ({ tenant, app, writer }: Writer, separator: string): string =>
  [tenant, app, writer].map(encodeURIComponent).join(separator);

/** The CloudEvents `source` of a writer's events. */
export const sourceOf = (writer: Writer): string => `urn:countersign:${joined(writer, ":")}`;

/** The checkpoint origin of a writer's log, which is also its C2SP key name. */
export const originOf = (writer: Writer): string => `countersign/${joined(writer, "/")}`;

/** The origin that belongs to a CloudEvents `source`, or undefined when the source is not of this package. */
export function originOfSource(source: string): string | undefined {
  const match = /^urn:countersign:([^:/\s+]+):([^:/\s+]+):([^:/\s+]+)$/.exec(source);
  return match ? `countersign/${match[1]}/${match[2]}/${match[3]}` : undefined;
}

/** The tenant that a CloudEvents `source` names, or undefined when the source is not of this package. */
export function tenantIn(source: string): string | undefined {
  const [, , tenant] = originOfSource(source) === undefined ? [] : source.split(":");
  try {
    return tenant === undefined ? undefined : decodeURIComponent(tenant);
  } catch {
    return undefined;
  }
}

const PREFIX = "dev.countersign.";
const SUFFIX = ".v1";
const TRACEPARENT = /^(?!ff)[\da-f]{2}-(?!0{32})[\da-f]{32}-(?!0{16})[\da-f]{16}-[\da-f]{2}$/;

/** An event that has no place in the log yet. */
export interface NewEvent {
  readonly type: EventType;
  /** Empty for an event about the log itself. */
  readonly callId: string;
  readonly fields: Fields;
  /** Left out of the line unless it is a W3C traceparent. */
  readonly trace?: string;
  /** Of an event about a request or grant: its data, for what the log remembers. */
  readonly about?: JsonObject;
}

/** Makes the event at `seq`. `prev` is the leaf hash of the event before; `time` is RFC 3339, UTC, milliseconds. */
export type Template = (event: NewEvent, seq: number, prev: string, time: string) => SignedEvent;

interface Parts {
  readonly type: string;
  readonly middle: string;
  readonly tail: string;
}

/** What one writer's events share. Lines are built by key order, so their bytes are RFC 8785 canonical JSON. */
export function template(writer: Writer): Template {
  const source = sourceOf(writer);
  const name = JSON.stringify(writer.writer);
  const fixed = `"source":${JSON.stringify(source)},"specversion":"1.0","subject":`;
  const log = `${fixed}"log/${name.slice(1)}`;
  const known = new Map<EventType, Parts>();
  return (event, seq, prev, time) => {
    const { type, middle, tail } = known.get(event.type) ?? learn(known, event.type, name);
    const { a, b, c } = event.fields;
    const id = `${writer.writer}-${seq}`;
    const line =
      `{"data":{${a}"prev":"${prev}",${b}"seq":${seq},${c}${middle}${seq}",` +
      `${event.callId === "" ? log : about(JSON.stringify(event.callId), fixed)},"time":"${time}"${traced(event)}${tail}`;
    return { id, source, type, line };
  };
}

function learn(known: Map<EventType, Parts>, noun: EventType, name: string): Parts {
  const type = `${PREFIX}${noun}${SUFFIX}`;
  const schema = `"https://countersign.dev/schemas/v1/${noun}.json"`;
  const parts = {
    type,
    middle: `"writer":${name}},"dataschema":${schema},"id":${name.slice(0, -1)}-`,
    tail: `,"type":"${type}"}`,
  };
  known.set(noun, parts);
  return parts;
}

const about = (call: string, fixed: string) => `"partitionkey":${call},${fixed}"call/${call.slice(1)}`;
/** The `trace` of a new event, where there is one. */
export const traceOf = (trace: string | undefined): Pick<NewEvent, "trace"> => (trace === undefined ? {} : { trace });
const traced = ({ trace }: NewEvent) => (trace && TRACEPARENT.test(trace) ? `,"traceparent":"${trace}"` : "");

/** What a reader needs of a line. `type` is without its prefix and version, and may be of a later release. */
export interface ReadEvent {
  readonly type: string;
  readonly source: string;
  readonly id: string;
  readonly seq: number;
  readonly prev: string;
  readonly writer: string;
  readonly data: JsonObject;
}

/** Reads a line, or answers undefined when it is not an event of this package. Proves nothing about it. */
export function readLine(line: string): ReadEvent | undefined {
  const event = parse(line);
  const data = object(event?.["data"]);
  const [type, source, id] = [event?.["type"], event?.["source"], event?.["id"]];
  const [seq, prev, writer] = [data?.["seq"], data?.["prev"], data?.["writer"]];
  if (!data || typeof type !== "string" || typeof source !== "string" || typeof id !== "string") return undefined;
  if (!type.startsWith(PREFIX) || !type.endsWith(SUFFIX) || typeof writer !== "string") return undefined;
  if (typeof seq !== "number" || !Number.isSafeInteger(seq) || seq < 0 || typeof prev !== "string") return undefined;
  return { type: type.slice(PREFIX.length, -SUFFIX.length), source, id, seq, prev, writer, data };
}

function parse(line: string): JsonObject | undefined {
  try {
    return object(JSON.parse(line) as Json);
  } catch {
    return undefined;
  }
}

const object = (value: Json | undefined): JsonObject | undefined =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
