import { answering } from "../../src/approval/asking.js";
import { sourcesOf } from "../../src/approval/sources.js";
import type { Directory, Store } from "../../src/index.js";
import type { Past } from "../../src/policy/entry.js";
import type { Tally } from "../../src/policy/past.js";
import type { Counting } from "../../src/policy/ready.js";
import type { Subject } from "../../src/policy/subject.js";
import { memoryStore } from "../../src/stores/memory.js";
import { sqliteStore } from "../../src/stores/sqlite.js";
import { call } from "../policy/parts.js";
import { newPath } from "../stores/sqlite-files.js";

export const HOUR = 3_600_000;
export const STORES: readonly [name: string, make: () => Store][] = [
  ["memory", () => memoryStore()],
  ["sqlite", () => sqliteStore({ path: newPath() })],
];

export const tally = (more: Partial<Tally> = {}): Tally => ({
  rule: "p/cap",
  per: "user",
  paths: [],
  within: HOUR,
  ...more,
});
export const NAME = "user p/cap";

/** A call of a user in a session, by an agent. */
export const by = (user: string, args: Subject["args"] = {}, session = "s"): Subject =>
  call(args, { context: { user: { issuer: "i", subject: user }, agent: { issuer: "i", subject: "bot" }, session } });

/** Every account is a person of its own, but "bot", whom nobody knows. */
const everybody: Directory = {
  people: async (who) => {
    const id = `${who.issuer} ${who.subject}`;
    return who.subject === "bot"
      ? []
      : [{ id, kind: "human", active: true, identities: [who], groups: [], roles: [] } as const];
  },
  members: async () => [],
};

/** The sources of one process. */
export const sources = (
  store: Store,
  more: { tenant?: string; environment?: string; app?: string } = {},
  directory: Directory | undefined = everybody,
) =>
  sourcesOf({
    store: answering(store),
    deployment: { app: "a", tenant: "t", environment: "prod", ...more },
    directory,
  });

type Given = {
  readonly how?: Counting["how"];
  readonly of?: Subject;
  readonly tally?: Tally;
  readonly key?: Counting["key"];
};

/** What a call is told of others: their ids, oldest first. */
export async function others(from: ReturnType<typeof sources>, id: string, given: Given = {}): Promise<unknown> {
  const { how = "count", of = by("ana"), tally: one = tally(), key } = given;
  const past = (await from.past([one], of, { how, id, ...(key && { key }) })).get(`${one.per} ${one.rule}`);
  return past === undefined || past === "unknown" ? past : idsOf(past);
}

export const idsOf = (past: Exclude<Past, "unknown">): readonly string[] => past.entries.map(({ id }) => id);

/** What is kept of tallies and taints. */
export const kept = async (store: Store, tenant = "t") =>
  (await store.list({ tenant, kind: "tally", limit: 100 })).rows.map(({ progress }) => progress);
