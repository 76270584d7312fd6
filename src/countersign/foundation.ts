import type { Deployment } from "../action/capture.js";
import { answering } from "../approval/asking.js";
import type { Listen } from "../approval/records.js";
import { type Role, type Seals, sealsOf } from "../approval/seal.js";
import { distinct } from "../approval/slots.js";
import { sourcesOf } from "../approval/sources.js";
import type { Store } from "../approval/store.js";
import { type Wheel, wheelOf } from "../approval/wheel.js";
import { createRecorder, type Recorder } from "../audit/record.js";
import type { PublicJwk } from "../audit/signer.js";
import type { Json, JsonObject } from "../canonical.js";
import { type Clock, systemClock } from "../clock.js";
import { type History, historyOf } from "../desk/history.js";
import { type Directory, patient } from "../people/directory.js";
import type { Selector } from "../people/person.js";
import { askedBy } from "../policy/approvers.js";
import { policiesHash } from "../policy/hash.js";
import type { Policy } from "../policy/rule.js";
import { type Judging, judging } from "../policy/verdict.js";
import type { Config } from "./config.js";
import { type Definitions, definitions } from "./definitions.js";
import { type Listeners, listenersOf } from "./listeners.js";

/** What guard side and desk both stand on. */
export interface Foundation {
  readonly deployment: Deployment;
  readonly clock: Clock;
  readonly wheel: Wheel;
  readonly recorder: Recorder;
  readonly actions: Definitions;
  readonly history: History;
  readonly judging: Judging;
  /** The config's, waited for no longer than any part that is not ours. */
  readonly directory: Directory | undefined;
  /** The config's, whose failures are errors of this package. */
  readonly store: Store | undefined;
  readonly policy: string;
  readonly asked: readonly Selector[];
  readonly seals: Seals;
  /** All public keys that are believed. */
  keys(): readonly PublicJwk[];
  /** Tells the listeners of a step. */
  readonly listen: Listen;
  readonly on: Listeners["on"];
}

type Ground = Pick<Config, "app" | "tenant" | "environment" | "judges" | "audit" | "store" | "directory" | "clock">;

/**
 * `keys`: whose seals this process believes; the log's first line names them. They are asked for late: a key may lie in a
 * file, and assembling touches nothing.
 */
export function foundation(
  config: Ground,
  policies: readonly Policy[],
  keys: (role: Role) => readonly PublicJwk[],
): Foundation {
  const { clock = systemClock } = config;
  const store = config.store && answering(config.store);
  const deployment = { app: config.app, tenant: config.tenant ?? "default", environment: config.environment ?? null };
  const directory = config.directory && patient(config.directory, clock);
  const [listeners, actions, history] = [listenersOf(), definitions(), historyOf()];
  const recorder = createRecorder({
    ...config.audit,
    app: config.app,
    ...(config.tenant !== undefined && { tenant: config.tenant }),
    sinks: [{ write: async (events) => history.add(events) }, ...(config.audit.sinks ?? [])],
    clock,
    opened: () => opening(deployment, policies, actions, keys),
  });
  return {
    deployment,
    clock,
    wheel: wheelOf(clock),
    recorder,
    actions,
    history,
    directory,
    store,
    judging: judging({
      policies,
      judges: config.judges ?? [],
      deployment,
      clock,
      ...(store && { sources: sourcesOf({ store, deployment, directory }) }),
    }),
    policy: policiesHash(policies),
    asked: askedBy(policies),
    seals: sealsOf(keys),
    keys: () => distinct([config.audit.signer.publicJwk, ...keys("guard"), ...keys("desk")]),
    listen: listeners.tell,
    on: listeners.on,
  };
}

/** What the log says of this process when it opens: its actions, its policy, and whose seals it believes. */
const opening = (
  { environment }: Deployment,
  policies: readonly Policy[],
  actions: Definitions,
  keys: (role: Role) => readonly PublicJwk[],
): JsonObject => ({
  actions: actions.all().map(({ name, digest: definition }) => ({ name, definition })),
  desk_keys: keys("desk") as unknown as Json,
  environment,
  guard_keys: keys("guard") as unknown as Json,
  policy: policies.map(({ id, hash }) => ({ id, hash })),
});
