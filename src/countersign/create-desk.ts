import { type Action, definitionOf } from "../action/action.js";
import { recordsOf } from "../approval/records.js";
import type { Role } from "../approval/seal.js";
import type { Store } from "../approval/store.js";
import type { Transport } from "../approval/transport.js";
import type { PublicJwk, Signer } from "../audit/signer.js";
import { type Desk, deskOf, type OwnDesk } from "../desk/desk.js";
import { makeRounds } from "../desk/rounds.js";
import { misuse } from "../errors.js";
import type { Directory } from "../people/directory.js";
import { type Config, checkGround, checkKeys, checkTransports, SHARED } from "./config.js";
import { foundation } from "./foundation.js";

/**
 * A desk of its own process. It judges modifications again, so it needs the policy and the actions; a call of an action
 * that it does not hold, at the same definition, cannot be modified there, and neither can one with secret arguments.
 */
export interface DeskConfig
  extends Pick<Config, "app" | "tenant" | "environment" | "policy" | "judges" | "audit" | "clock" | "url"> {
  actions: readonly Action[];
  /** The one that the guarded processes use. */
  store: Store;
  directory: Directory;
  transports: readonly Transport[];
  /** What reviews are signed with. The guarded processes believe its public key: their `seals`. */
  seal: Signer;
  /** Keys of other desks on the same store. */
  seals?: readonly PublicJwk[];
  /** Keys of the guarded processes: their `audit.signer`. What no known guard asked is not shown. Default: this `audit.signer`. */
  guards?: readonly PublicJwk[];
}

const OPTIONS: ReadonlySet<string> = new Set<keyof DeskConfig>([...SHARED, "actions", "seals", "guards"]);

/** Whose seals a desk believes. */
const KEYS: Record<Role, (config: DeskConfig) => readonly PublicJwk[]> = {
  guard: ({ audit, guards = [audit.signer.publicJwk] }) => guards,
  desk: ({ seal, seals = [] }) => [seal.publicJwk, ...seals],
};

/**
 * Where people decide, in a process apart from the one that runs bodies: it brings to people what the guarded processes
 * ask, takes and signs their reviews. @throws code `input` for a config that cannot work
 */
export function createDesk(config: DeskConfig): Desk {
  const policies = checkGround(config, OPTIONS);
  checkDesk(config);
  const made = foundation(config, policies, (role) => KEYS[role](config));
  for (const action of config.actions) made.actions.register(definitionOf(action));
  const { transports, seal: sealer } = config;
  const [store, directory] = [made.store as Store, made.directory as Directory];
  const records = recordsOf({
    ...made,
    store,
    sealer: () => config.seal,
    lapsed: (request) => own.changed(request),
  });
  const parts = {
    ...made,
    store,
    records,
    directory,
    transports,
    sealer,
    ...(config.url !== undefined && { url: config.url }),
    action: (name: string) => made.actions.get(name),
    history: (requestId: string) => made.history.of(requestId),
    argsOf: () => undefined,
  };
  const own: OwnDesk = deskOf(parts);
  const rounds = makeRounds(parts, own);
  return {
    ...own.desk,
    async close() {
      await rounds.close();
      await own.desk.close();
      await made.recorder.close();
      await store.close();
    },
  };
}

function checkDesk(config: DeskConfig): void {
  const { actions, store, directory, transports, seal, url } = config;
  if (!Array.isArray(actions)) throw misuse("actions", "list the actions that may be modified here");
  if (typeof store?.compareAndSet !== "function") throw misuse("store", "give the store of the guarded processes");
  if (typeof directory?.people !== "function") throw misuse("directory", "give a directory: nobody could review");
  if (typeof seal?.sign !== "function") throw misuse("seal", "give the signer of reviews, as from ed25519Signer()");
  if (!Array.isArray(transports) || (transports.length === 0 && url === undefined))
    throw misuse("transports", "give a transport (or a url): nobody would hear of a request");
  checkKeys(config);
  checkTransports(transports);
}
