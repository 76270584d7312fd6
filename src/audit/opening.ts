import { type JsonObject, utf8 } from "../canonical.js";
import type { Clock } from "../clock.js";
import { type Checkpoint, keyHash, parseCheckpoint, type SignTreeHead, treeHeadSigner } from "./checkpoint.js";
import { type EventType, fields, type NewEvent, originOf, sourceOf, type Template, template } from "./event.js";
import type { Remembered } from "./remembered.js";
import { changed, keyName, type Resumed, readBack } from "./resume.js";
import { publicPart, verifySignature } from "./signature.js";
import type { PublicJwk, Signer } from "./signer.js";
import type { Log } from "./sink.js";
import type { Tree } from "./tree.js";
import { unavailable } from "./unavailable.js";
import { writerId } from "./writer.js";

export interface LogOptions {
  readonly app: string;
  readonly tenant?: string;
  readonly signer: Signer;
  readonly log: Log;
  readonly clock: Clock;
  /** Further members of `log.opened`: the actions, the policy, the desks' keys. */
  readonly opened: () => JsonObject;
}

/** A log where it was left, and the events that begin this process's part of it. */
export interface Opening {
  readonly tree: Tree;
  readonly prev: string;
  readonly make: Template;
  readonly sign: SignTreeHead;
  readonly events: readonly NewEvent[];
  readonly remembered: Remembered;
}

/**
 * Reads a log back and finds what is to be written first; writes nothing.
 * @throws code `unavailable` for a log that cannot be read, is not what this key signed, or is another key's or writer's
 */
export async function openLog(options: LogOptions): Promise<Opening> {
  const { app, tenant = "default", signer, log, clock } = options;
  const left = await readBack(log);
  const writer = { app, tenant, writer: left.writer ?? writerId(clock.now()) };
  if (left.source !== undefined) refuseForeign(left, sourceOf(writer), signer);
  if (left.head) await mustHaveSigned(signer, originOf(writer), left.head);
  const { tree, prev, remembered } = left;
  const sign = treeHeadSigner(signer, originOf(writer));
  await prove(sign, tree, signer.publicJwk);
  const events = [...recovery(left), introduction(options, tree.size)];
  return { tree, prev, sign, make: template(writer), events, remembered };
}

function refuseForeign(left: Resumed, source: string, signer: Signer): void {
  if (left.source !== source) throw unavailable(`this log is of ${left.source}, not of ${source}: use another file`);
  if (left.key === keyName({ ...publicPart(signer.publicJwk) }, signer.keyId)) return;
  throw unavailable("this log was written with another key: use that key or another file");
}

/** What is read back is believed, and signed again, only where this key signed it before. */
async function mustHaveSigned({ publicJwk: key }: Signer, origin: string, head: Checkpoint): Promise<void> {
  const hash = keyHash(origin, key);
  const own = head.signatures.find(({ name, keyHash }) => name === origin && keyHash === hash);
  if (own && head.origin === origin && (await verifySignature(key, utf8(head.body), own.signature))) return;
  throw changed("its last checkpoint is not signed by this key");
}

/** A signer whose signatures do not verify would leave a log that nobody can trust. */
async function prove(sign: SignTreeHead, tree: Tree, key: PublicJwk): Promise<void> {
  const head = parseCheckpoint(await signed(sign, tree));
  const signature = head?.signatures[0]?.signature;
  if (head && signature && (await verifySignature(key, utf8(head.body), signature))) return;
  throw unavailable("audit.signer's signatures do not verify with its publicJwk: give the public half of its own key");
}

async function signed(sign: SignTreeHead, { size, root }: Tree): Promise<string> {
  try {
    return await sign(size, root());
  } catch (cause) {
    throw unavailable("audit.signer could not sign", cause);
  }
}

/** What a process that ended without closing its log, or without signing all of it, left to be said. */
function recovery({ closed, unsettled, tree: { size }, head }: Resumed): NewEvent[] {
  const uncovered = size - (head?.size ?? 0);
  const reason = closed ? "the log was closed during the run" : "the process ended during the run";
  const unknown = unsettled.map((call) => note("execution.unknown", { call_id: call, reason }, call));
  if (closed && uncovered === 0) return unknown;
  const why = closed ? "the last lines had no checkpoint" : "the log was not closed";
  return [note("log.recovered", { reason: why, size, uncovered }), ...unknown];
}

function introduction({ signer, opened }: LogOptions, resumed: number): NewEvent {
  const { algorithm, keyId } = signer;
  const key = { ...publicPart(signer.publicJwk) };
  return note("log.opened", { ...opened(), algorithm, key, key_id: keyId, resumed });
}

const note = (type: EventType, data: JsonObject, callId = ""): NewEvent => ({ type, callId, fields: fields(data) });
