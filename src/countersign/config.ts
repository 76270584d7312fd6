import type { Context, Gather } from "../action/context.js";
import type { Store } from "../approval/store.js";
import type { Transport } from "../approval/transport.js";
import { publicPart } from "../audit/signature.js";
import type { PublicJwk, Signer } from "../audit/signer.js";
import type { Log, Sink } from "../audit/sink.js";
import type { Clock } from "../clock.js";
import { misuse } from "../errors.js";
import type { Directory } from "../people/directory.js";
import { readsTaint } from "../policy/candidates.js";
import { historiesOf } from "../policy/past.js";
import type { Policy, RuleData } from "../policy/rule.js";
import type { Judge } from "../policy/verdict.js";

/** Everything that is bound once: policy, people, store and log. */
export interface Config {
  app: string;
  tenant?: string;
  /** Not given: `null` in the digest and unknown to a rule. */
  environment?: string;
  /** Organisation first; a later one may only narrow. */
  policy: Policy | readonly Policy[];
  judges?: readonly Judge[];
  /** `log` must be durable before the body starts; `sinks` get copies. */
  audit: { signer: Signer; log: Log; sinks?: readonly Sink[] };
  directory?: Directory;
  transports?: readonly Transport[];
  store?: Store;
  gather?: readonly Gather[];
  clock?: Clock;
  /** What is the same for every call: agent, owner, model. */
  context?: Partial<Context>;
  /** Most requests that may be open at once for an agent (100), a session (20), those who approve them (50). */
  budgets?: { agent?: number; session?: number; approver?: number };
  /** Public address of the review pages; links in messages point here. */
  url?: string;
  /** What this process's own desk signs reviews with; default: `audit.signer`. */
  seal?: Signer;
  /**
   * What masks that hash are keyed with, 16 bytes or more: equal values give the same hash as long as the key is the same.
   * Default: a random key of this process.
   */
  hashKey?: Uint8Array;
  /** Keys of desks in other processes. Given without `seal`: people decide elsewhere, and `desk` refuses. */
  seals?: readonly PublicJwk[];
  /**
   * Keys of other guarded processes on the same store: their `audit.signer`. What they asked, started and left is believed
   * beside what this process did. Needed where each has a key of its own.
   */
  guards?: readonly PublicJwk[];
}

/** What a guarded process and a desk both take. */
export const SHARED = [
  "app",
  "tenant",
  "environment",
  "policy",
  "judges",
  "audit",
  "directory",
  "transports",
  "store",
  "clock",
  "url",
  "seal",
] as const satisfies readonly (keyof Config)[];

const OPTIONS: ReadonlySet<string> = new Set<keyof Config>([
  ...SHARED,
  "gather",
  "context",
  "budgets",
  "hashKey",
  "seals",
  "guards",
]);

/** @throws code `input` naming what is missing, unknown or wrong, and what to do. */
export function checkConfig(config: Config): readonly Policy[] {
  const policies = checkGround(config, OPTIONS);
  checkAsking(config, policies);
  checkStored(config, policies);
  checkKeys(config);
  checkTransports(config.transports ?? []);
  checkBudgets(config.budgets ?? {});
  checkHashKey(config.hashKey);
  return policies;
}

/** What a guarded process and a desk both need: a name, a policy, a log. @throws code `input` */
export function checkGround(
  config: Pick<Config, "app" | "tenant" | "environment" | "url" | "policy" | "audit">,
  options: ReadonlySet<string>,
): readonly Policy[] {
  for (const name of Object.keys(config)) if (!options.has(name)) throw misuse(name, "unknown option");
  if (typeof config.app !== "string" || config.app === "")
    throw misuse("app", "name the application: a text that is part of every log line");
  for (const name of ["tenant", "environment", "url"] as const)
    if (config[name] !== undefined && (typeof config[name] !== "string" || config[name] === ""))
      throw misuse(name, "must be a text, or left out");
  if (!config.policy) throw misuse("policy", "give a policy: without one nothing is allowed");
  if (typeof config.audit?.signer?.sign !== "function")
    throw misuse("audit.signer", "give a signer, as from ed25519Signer() or local()");
  if (typeof config.audit.log?.write !== "function")
    throw misuse("audit.log", "give a log, as from jsonlSink() or local()");
  return ([] as readonly Policy[]).concat(config.policy);
}

/** Whoever may be asked must be known, reachable and kept: an asking policy without these would hang or open. */
function checkAsking(config: Config, policies: readonly Policy[]): void {
  const asking = rulesOf(policies).filter(asks);
  if (asking.length === 0 && (config.judges ?? []).length === 0) return;
  const reachable = (config.transports ?? []).length > 0 || config.url !== undefined || (config.seals ?? []).length > 0;
  const missing = [
    ...(config.store ? [] : ["store"]),
    ...(config.directory ? [] : ["directory"]),
    ...(reachable ? [] : ["transports (or url, or the seals of a desk elsewhere)"]),
  ];
  if (missing.length > 0) throw misuse(missing.join(", "), "the policy can ask people, so these are needed");
}

/** What rules ask about other calls and of sessions would always be unknown without a store. */
function checkStored({ store }: Config, policies: readonly Policy[]): void {
  const rule = store ? undefined : rulesOf(policies).find((one) => historiesOf(one).length > 0 || readsTaint(one));
  if (!rule) return;
  throw misuse("store", `rule ${rule.id} asks about other calls or about the session, so a store is needed`);
}

const rulesOf = (policies: readonly Policy[]): readonly RuleData[] => policies.flatMap(({ rules }) => rules ?? []);

const asks = ({ verdict, guardrail }: RuleData): boolean =>
  verdict === "ask" || typeof guardrail?.otherwise === "object";

/** @throws code `input` for what is no list of public keys: it would make every record look forged */
export function checkKeys(config: Pick<Config, "seals" | "guards">): void {
  for (const name of ["seals", "guards"] as const) {
    const keys: unknown = config[name];
    if (keys === undefined) continue;
    if (!Array.isArray(keys)) throw misuse(name, "list public keys: [signer.publicJwk]");
    for (const [i, key] of keys.entries())
      if (!isPublicKey(key)) throw misuse(`${name}[${i}]`, "give a public key as a JWK, as signer.publicJwk is");
  }
}

const isPublicKey = (key: unknown): boolean =>
  typeof key === "object" && key !== null && publicPart(key as PublicJwk) !== undefined;

export function checkTransports(transports: readonly Transport[]): void {
  const names = transports.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw misuse("transports", `two transports are named "${twice}"`);
}

function checkHashKey(key: unknown): void {
  if (key !== undefined && !(key instanceof Uint8Array && key.length >= SHORTEST_KEY))
    throw misuse("hashKey", `give ${SHORTEST_KEY} random bytes or more as a Uint8Array, or leave it out`);
}
const SHORTEST_KEY = 16;

function checkBudgets(budgets: NonNullable<Config["budgets"]>): void {
  for (const [name, most] of Object.entries(budgets)) {
    if (!["agent", "session", "approver"].includes(name))
      throw misuse(`budgets.${name}`, "unknown option: use agent, session, approver");
    if (!Number.isInteger(most) || most < 1)
      throw misuse(`budgets.${name}`, "must be a whole number of requests, 1 or more");
  }
}
