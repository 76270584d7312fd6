import { EventEmitter } from "eventemitter3";
import type { Definition } from "./action/action.js";
import type { Deployment } from "./action/capture.js";
import { contextOf } from "./action/gather.js";
import { recordsOf } from "./approval/records.js";
import { waitersOf } from "./approval/waiters.js";
import { type Wheel, wheelOf } from "./approval/wheel.js";
import type { EventType } from "./audit/event.js";
import { createRecorder, type Recorder } from "./audit/record.js";
import { digest, type Json, type JsonObject } from "./canonical.js";
import { type Clock, systemClock } from "./clock.js";
import { type Config, checkConfig } from "./countersign/config.js";
import { type Definitions, definitions } from "./countersign/definitions.js";
import { elsewhere } from "./countersign/elsewhere.js";
import { type Desk, deskOf, type OwnDesk } from "./desk/desk.js";
import { type History, historyOf } from "./desk/history.js";
import type { Guard } from "./guard/guarded.js";
import { type GuardParts, guardOf } from "./guard.js";
import type { Policy } from "./policy/rule.js";
import { type Judging, judging } from "./policy/verdict.js";

type Heard =
  | "approval.requested"
  | "review.recorded"
  | "call.approved"
  | "call.denied"
  | "call.expired"
  | "call.cancelled"
  | "execution.started"
  | "execution.succeeded"
  | "execution.failed"
  | "execution.unknown";

/** Every member is bound: `export const { guard } = createCountersign(…)`. */
export interface Countersign {
  readonly guard: Guard;
  readonly desk: Desk;
  /** Hears of recorded steps; returns how to stop. A listener cannot change anything. */
  on<T extends Heard>(type: T, listen: (event: { type: T; requestId?: string; callId: string }) => void): () => void;
  /** Ends deliveries, closes log and store. */
  close(): Promise<void>;
}

/** Binds policy, people, store and log once. No I/O until the first call. @throws code `input` for a config that cannot work */
export function createCountersign(config: Config): Countersign {
  const policies = checkConfig(config);
  const made = foundation(config, policies);
  const { recorder, emitter, actions } = made;
  const asking = config.store && config.directory ? askingParts(config, made) : undefined;
  const guard = guardOf({
    ...made,
    ...(asking && { asking: asking.parts }),
    contextOf: contextOf({
      ...(config.context && { context: config.context }),
      ...(config.gather && { gather: config.gather }),
    }),
    register: actions.register,
  });
  return {
    guard,
    desk: asking?.own?.desk ?? elsewhere(),
    on(type, listen) {
      emitter.on(type, listen as (event: unknown) => void);
      return () => void emitter.off(type, listen as (event: unknown) => void);
    },
    async close() {
      await asking?.own?.desk.close();
      await asking?.parts.waiters.close();
      await recorder.close();
      await config.store?.close();
    },
  };
}

interface Foundation {
  readonly deployment: Deployment;
  readonly clock: Clock;
  readonly wheel: Wheel;
  readonly recorder: Recorder;
  readonly emitter: EventEmitter;
  readonly actions: Definitions;
  readonly history: History;
  readonly judging: Judging;
  readonly policy: string;
  listen(type: EventType, ids: { requestId?: string; callId: string }): void;
}

function foundation(config: Config, policies: readonly Policy[]): Foundation {
  const clock = config.clock ?? systemClock;
  const deployment = { app: config.app, tenant: config.tenant ?? "default", environment: config.environment ?? null };
  const [emitter, actions, history] = [new EventEmitter(), definitions(), historyOf()];
  const recorder = createRecorder({
    ...config.audit,
    app: config.app,
    ...(config.tenant !== undefined && { tenant: config.tenant }),
    sinks: [{ write: async (events) => history.add(events) }, ...(config.audit.sinks ?? [])],
    clock,
    opened: () => opening(config, policies, actions),
  });
  return {
    deployment,
    clock,
    wheel: wheelOf(clock),
    recorder,
    emitter,
    actions,
    history,
    judging: judging({ policies, judges: config.judges ?? [], deployment, clock }),
    policy: policies.length === 1 ? (policies[0] as Policy).hash : digest(policies.map(({ hash }) => hash)),
    listen: (type, ids) => void emitter.emit(type, { type, ...ids }),
  };
}

/** What the log says of this process when it opens: its actions, its policy, and whose seals it believes. */
const opening = (config: Config, policies: readonly Policy[], actions: Definitions): JsonObject => ({
  actions: actions.all().map(({ name, digest: definition }) => ({ name, definition })),
  desk_keys: sealKeys(config) as unknown as Json,
  environment: config.environment ?? null,
  policy: policies.map(({ id, hash }) => ({ id, hash })),
});

const decidesElsewhere = ({ seal, seals }: Config): boolean => !seal && (seals ?? []).length > 0;
const sealKeys = (config: Config) => [
  ...(decidesElsewhere(config) ? [] : [(config.seal ?? config.audit.signer).publicJwk]),
  ...(config.seals ?? []),
];

function askingParts(
  config: Config & { store?: NonNullable<Config["store"]> },
  made: Foundation,
): { parts: NonNullable<GuardParts["asking"]>; own: OwnDesk | undefined } {
  const { recorder, listen, wheel, actions, history } = made;
  const [store, directory] = [
    config.store as NonNullable<Config["store"]>,
    config.directory as NonNullable<Config["directory"]>,
  ];
  const records = recordsOf({ store, recorder, listen, lapsed: (request) => own?.changed(request) });
  const waiting = new Map<string, JsonObject>();
  const shared = { ...made, store, directory, records, ...(config.url !== undefined && { url: config.url }) };
  const own: OwnDesk | undefined = decidesElsewhere(config)
    ? undefined
    : deskOf({
        ...shared,
        transports: config.transports ?? [],
        sealer: config.seal ?? config.audit.signer,
        action: (name: string): Definition | undefined => actions.get(name),
        history: (requestId) => history.of(requestId),
        argsOf: (requestId) => waiting.get(requestId),
      });
  const parts = {
    ...shared,
    waiting,
    waiters: waitersOf(store, wheel),
    get seals() {
      return sealKeys(config);
    },
    opened: (request: Parameters<OwnDesk["opened"]>[0]) => own?.opened(request),
    changed: (request: Parameters<OwnDesk["changed"]>[0]) => own?.changed(request),
  };
  return { parts, own };
}
