import type { JsonObject } from "../canonical.js";
import { RUNS } from "./event.js";

const MOST = 100_000;

/** What a log says of a request. */
export interface Known {
  /** Of the newest start; 0 for none. */
  readonly fence: number;
  readonly ended?: "denied" | "cancelled" | "expired" | "succeeded" | "failed";
  /** The newest one that is told of, and who approved or denied it. */
  readonly revision: number;
  readonly reviews: readonly string[];
}

const NOTHING: Known = { fence: 0, revision: 1, reviews: [] };
const ENDS: Readonly<Record<string, Known["ended"]>> = {
  "call.denied": "denied",
  "call.cancelled": "cancelled",
  "call.expired": "expired",
  "execution.succeeded": "succeeded",
  "execution.failed": "failed",
};

/**
 * What a log says that can never be undone: starts, reviews, ends, the uses of grants and their ends. A store that does not
 * know of it was set back. The newest hundred thousand requests, grants and starts are kept.
 */
export class Remembered {
  readonly #requests = new Map<string, Known>();
  readonly #grants = new Map<string, { uses: Set<string>; revoked: "yes" | "no" }>();
  readonly #started = new Set<string>();

  /** One event, by its type without prefix and version, and its data. */
  add(type: string, data: JsonObject): void {
    const { request_id: request, grant, key } = data;
    if (RUNS.has(type) && typeof key === "string") this.#start(key);
    if (typeof request === "string") this.#keep(request, known(this.of(request), type, data));
    if (type === "grant.revoked" && typeof grant === "string") this.#grant(grant).revoked = "yes";
    const used = typeof grant === "object" ? (grant as JsonObject | null)?.["id"] : undefined;
    if (typeof used === "string") this.#grant(used).uses.add(String(data["key"]));
  }

  of(request: string): Known {
    return this.#requests.get(request) ?? NOTHING;
  }

  /** How many calls, by their downstream keys, a grant has answered, beside this one. */
  usesOf(grant: string, beside: string): number {
    const uses = this.#grants.get(grant)?.uses;
    return uses ? uses.size - (uses.has(beside) ? 1 : 0) : 0;
  }

  /** A use that is not logged yet: its start will be, or did not come. */
  use(grant: string, key: string): void {
    this.#grant(grant).uses.add(key);
  }

  /** Whether a body was started under this downstream key, for whichever request. */
  hasStarted(key: string): boolean {
    return this.#started.has(key);
  }

  isRevoked(grant: string): boolean {
    return this.#grants.get(grant)?.revoked === "yes";
  }

  #keep(request: string, now: Known | undefined): void {
    if (!now) return;
    this.#requests.delete(request); // the newest stay
    this.#requests.set(request, now);
    if (this.#requests.size > MOST) this.#requests.delete(this.#requests.keys().next().value as string);
  }

  #start(key: string): void {
    this.#started.delete(key);
    this.#started.add(key);
    if (this.#started.size > MOST) this.#started.delete(this.#started.values().next().value as string);
  }

  #grant(id: string) {
    const there = this.#grants.get(id) ?? { uses: new Set<string>(), revoked: "no" as const };
    this.#grants.set(id, there);
    if (this.#grants.size > MOST) this.#grants.delete(this.#grants.keys().next().value as string);
    return there;
  }
}

/** Who said what, as an event of a review and its payload both tell it. */
export const saidBy = ({ person, decision }: JsonObject): string => JSON.stringify([person, decision]);

/** Undefined for an event that changes nothing of it. */
function known(before: Known, type: string, data: JsonObject): Known | undefined {
  const ended = type === "execution.reconciled" ? (data["outcome"] as Known["ended"]) : ENDS[type];
  if (ended) return { ...before, ended };
  const revision = Number(data["revision"]);
  if (RUNS.has(type)) return { ...before, fence: Math.max(before.fence, Number(data["fence"]) || 0) };
  if (type === "call.modified" && revision > before.revision) return { ...before, revision, reviews: [] };
  if (type === "review.recorded" && data["decision"] !== "modify" && revision >= before.revision)
    return { ...before, revision, reviews: [...(revision > before.revision ? [] : before.reviews), saidBy(data)] };
  return undefined;
}
