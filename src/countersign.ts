import type { Definition } from "./action/action.js";
import { contextOf } from "./action/gather.js";
import { BUDGETS, budgetOf } from "./approval/budget.js";
import { lineOf } from "./approval/joining.js";
import { recordsOf } from "./approval/records.js";
import type { Role } from "./approval/seal.js";
import { waitersOf } from "./approval/waiters.js";
import type { PublicJwk } from "./audit/signer.js";
import type { JsonObject } from "./canonical.js";
import { type Config, checkConfig } from "./countersign/config.js";
import { elsewhere } from "./countersign/elsewhere.js";
import { type Foundation, foundation } from "./countersign/foundation.js";
import { type Desk, deskOf, type OwnDesk } from "./desk/desk.js";
import type { Guard } from "./guard/guarded.js";
import { type GuardParts, guardOf } from "./guard.js";
import { type HashKey, hashKeyOf } from "./policy/hash-key.js";

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
  /**
   * Hears of recorded steps; returns how to stop. `data` is what the log holds of it: ids, digests, rules and reasons, never
   * arguments. A listener cannot change anything: where it fails, the console says so.
   */
  on<T extends Heard>(
    type: T,
    listen: (event: { type: T; requestId?: string; callId: string; data: JsonObject }) => void,
  ): () => void;
  /** Ends deliveries, closes log and store. */
  close(): Promise<void>;
}

/** Binds policy, people, store and log once. No I/O until the first call. @throws code `input` for a config that cannot work */
export function createCountersign(config: Config): Countersign {
  const policies = checkConfig(config);
  const made = { ...foundation(config, policies, (role) => KEYS[role](config)), hashKey: hashKeyOf(config.hashKey) };
  const { recorder, actions, on } = made;
  const asking = config.store && config.directory ? askingParts(config, made) : undefined;
  const guard = guardOf({
    ...made,
    ...(asking && { asking: asking.parts }),
    contextOf: contextOf({
      ...(config.context && { context: config.context }),
      ...(config.gather && { gather: config.gather }),
      clock: made.clock,
    }),
    register: actions.register,
  });
  return {
    guard,
    desk: asking?.own?.desk ?? elsewhere(),
    on,
    async close() {
      await asking?.own?.desk.close();
      await asking?.parts.waiters.close();
      await recorder.close();
      await config.store?.close();
    },
  };
}

const decidesElsewhere = ({ seal, seals }: Config): boolean => !seal && (seals ?? []).length > 0;
/** Whose seals a guarded process believes: its own, and those that it is told of. */
const KEYS: Record<Role, (config: Config) => readonly PublicJwk[]> = {
  guard: ({ audit, guards = [] }) => [audit.signer.publicJwk, ...guards],
  desk: (config) => [
    ...(decidesElsewhere(config) ? [] : [(config.seal ?? config.audit.signer).publicJwk]),
    ...(config.seals ?? []),
  ],
};

function askingParts(
  config: Config,
  made: Foundation & { readonly hashKey: HashKey },
): { parts: NonNullable<GuardParts["asking"]>; own: OwnDesk | undefined } {
  const { recorder, listen, wheel, actions, history } = made;
  const [store, directory] = [
    made.store as NonNullable<Foundation["store"]>,
    made.directory as NonNullable<Foundation["directory"]>,
  ];
  const records = recordsOf({
    deployment: made.deployment,
    store,
    recorder,
    listen,
    seals: made.seals,
    sealer: () => config.audit.signer,
    lapsed: (request) => own?.changed(request),
  });
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
    inLine: lineOf(),
    budget: budgetOf(store, made.deployment.tenant, { ...BUDGETS, ...config.budgets }),
    crowded: (request: Parameters<OwnDesk["crowded"]>[0], why: string) => own?.crowded(request, why),
    opened: (request: Parameters<OwnDesk["opened"]>[0]) => own?.opened(request),
    connect: () => own?.connect(),
    changed: (request: Parameters<OwnDesk["changed"]>[0]) => own?.changed(request),
    ...(own && { attend: own.attend }),
  };
  return { parts, own };
}
