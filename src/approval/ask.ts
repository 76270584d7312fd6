import type { Bound, Call } from "../action/capture.js";
import { type About, failure } from "../errors.js";
import type { Directory } from "../people/directory.js";
import type { Said } from "../policy/judged.js";
import type { Remember } from "../policy/remember.js";
import type { Requirement } from "../policy/requirement.js";
import { cannotSay, peopleOf } from "./actors.js";
import { earlierOf, followed, HEARD } from "./again.js";
import { askedOf, requestedData } from "./asked.js";
import type { Budget } from "./budget.js";
import type { Combined } from "./combine.js";
import { contentTag, type InLine, waitingWith } from "./joining.js";
import { type Keys, keysOf, keyTag } from "./keys.js";
import { attentionIn, requirementOf } from "./lifecycle.js";
import type { Records } from "./records.js";
import { type Asked, FRESH, type Request, requestIdOf } from "./request.js";
import type { SameParts } from "./same.js";
import { poolsOf, satisfiable } from "./satisfiable.js";
import type { Store } from "./store.js";
import { tagsOf } from "./tags.js";
import { inTurn } from "./turns.js";

/** What judging said, as far as asking needs it. */
export interface AskVerdict {
  readonly rules: readonly string[];
  readonly requirements: readonly Requirement[];
  readonly remember?: Remember;
  readonly shadow?: Said;
  readonly because: readonly string[];
}

export interface AskParts extends SameParts {
  readonly store: Store;
  readonly budget: Budget;
  readonly inLine: InLine;
  /** Tells the people of a request that further ones like it are denied. */
  crowded(request: Request, why: string): void;
  readonly directory: Directory;
  readonly policy: string;
}

/** What is asked. `keys`: those of the call that asked first, so that whoever runs it runs it under the same. */
export interface Asking {
  readonly request: Request;
  readonly created: boolean;
  readonly keys: Keys;
}

/**
 * Opens the request of a call, or finds the one that its key opened before; a call without a name of its own joins the
 * request of the very same call that waits already.
 * @throws `denied` (actor), `unsatisfiable`, `unavailable` (directory, store, audit), `conflict`.
 */
export async function ask(call: Call, bound: Bound, verdict: AskVerdict, keys: Keys, parts: AskParts): Promise<Asking> {
  const about = { action: call.definition.name, callId: call.id };
  const excluded = await peopleOf(call, parts.directory, about, verdict.rules);
  const requirement = await mustBeMeetable(verdict, excluded, parts.directory, about);
  const { deployment, policy } = parts;
  const askedAt = await parts.records.now();
  const first = { revision: 1, authors: [], askedAt, excluded: [...excluded] };
  const facts = { call, bound, deployment, requirement, policy, runKey: keys.run, ...first, ...verdict };
  const open = async (tags: readonly string[], at = keys, before?: Request): Promise<Asking> => {
    const asked = askedOf({ ...facts, ...(before && { earlier: earlierOf(before, keys) }) });
    const asking = await opened(asked, requirement, tags, call, at, parts);
    const next = asking.created ? undefined : await followed(call, asking.request, at, parts, about);
    return next ? open(tags, next, asking.request) : asking;
  };
  const found = keys.tags ?? (verdict.remember ? [keyTag(keys)] : []);
  const tags = [...tagsOf(call, requirement, excluded), ...found];
  if (keys.given !== call.id) return open(tags);
  const content = contentTag(call, deployment);
  return parts.inLine(content, async () => {
    const same = await waitingWith(content, call, parts);
    const joined = same && { request: same, created: false, keys: keysOf(call, deployment, same.asked.callId) };
    const isIts = joined?.keys.row === same?.key; // the key is sealed, the tag is not
    return joined && isIts ? joined : open([...tags, content]);
  });
}

async function opened(
  asked: Asked,
  requirement: Combined,
  tags: readonly string[],
  call: Call,
  keys: Keys,
  parts: AskParts,
): Promise<Asking> {
  const about = { action: call.definition.name, callId: call.id };
  const { created, request } = await parts.records.open({
    id: requestIdOf(call.id),
    key: keys.row,
    state: "pending",
    dueIn: attentionIn(requirement),
    tags,
    asked,
    progress: FRESH,
  });
  if (created) {
    await mustHaveRoom(request, parts, about);
    await announce(request, parts.records);
  }
  return { request, created, keys };
}

/** Too many open requests are a denial: people are told once, and asked nothing. */
async function mustHaveRoom(request: Request, { budget, records, crowded }: AskParts, about: About): Promise<void> {
  const over = await budget.over(request).catch((error: unknown) => takenBack(request, error, records));
  if (!over) return;
  const why = `too many requests are open: ${over.most} for one ${over.of} (too_many_requests)`;
  const denied = await inTurn(records, request.id, async ({ request: now }) =>
    now.state === "pending" ? records.end(now, "denied", "too_many_requests", HEARD) : now,
  );
  if (typeof denied !== "string" && denied.state === "denied") {
    records.note("call.denied", denied, { reason: "too_many_requests" });
    await records.durable();
  }
  const newest = over.first ? await records.read(over.newest, over.now) : undefined;
  if (newest) crowded(newest, `Further calls are denied until some are decided: ${why}.`);
  throw failure("denied", about, why, { by: "budget", rules: request.asked.rules, requestId: request.id });
}

/** Nobody is asked before the asking is on disk; what cannot be recorded is taken back. */
async function announce(request: Request, records: Records): Promise<void> {
  try {
    records.note("approval.requested", request, requestedData(request.asked));
    await records.durable();
  } catch (error) {
    await takenBack(request, error, records);
  }
}

/** Takes back a request that nobody was asked about. Where the store fails too, the first error is the one that is told. */
async function takenBack(request: Request, error: unknown, records: Records): Promise<never> {
  await records.end(request, "cancelled", "not_recorded", HEARD).catch(() => undefined);
  throw error;
}

async function mustBeMeetable(
  verdict: AskVerdict,
  excluded: ReadonlySet<string>,
  directory: Directory,
  about: About,
): Promise<Combined> {
  const requirement = requirementOf(verdict);
  const pools = await poolsOf(requirement, directory);
  if (pools === "unknown") throw cannotSay(about);
  const facts = satisfiable(requirement, pools, excluded);
  if (facts.missing.length === 0) return requirement;
  throw failure("unsatisfiable", about, `nobody can meet the requirement: missing ${facts.missing.join("; ")}`, facts);
}
