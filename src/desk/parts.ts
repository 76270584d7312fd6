import type { Definition } from "../action/action.js";
import type { Deployment } from "../action/capture.js";
import type { Records } from "../approval/records.js";
import type { Seals } from "../approval/seal.js";
import type { Store } from "../approval/store.js";
import type { Transport } from "../approval/transport.js";
import type { Wheel } from "../approval/wheel.js";
import type { PublicJwk, Signer } from "../audit/signer.js";
import type { SignedEvent } from "../audit/sink.js";
import type { JsonObject } from "../canonical.js";
import type { Clock } from "../clock.js";
import type { Directory } from "../people/directory.js";
import type { Identity } from "../people/identity.js";
import type { Selector } from "../people/person.js";
import type { Judging } from "../policy/verdict.js";

/** What a desk works with. */
export interface DeskParts {
  readonly deployment: Deployment;
  readonly store: Store;
  readonly records: Records;
  readonly directory: Directory;
  readonly transports: readonly Transport[];
  readonly judging: Judging;
  /** The hash of the policy that judges modifications. */
  readonly policy: string;
  readonly seals: Seals;
  /** What reviews and revisions are signed with. */
  readonly sealer: Signer;
  readonly wheel: Wheel;
  readonly clock: Clock;
  /** Everybody whom the policies of this desk may ask. */
  readonly asked: readonly Selector[];
  /** Public keys that this desk believes: of its log, and of seals. */
  keys(): readonly PublicJwk[];
  readonly url?: string;
  action(name: string): Definition | undefined;
  /** What this process recorded of a request, oldest first. */
  history(requestId: string): readonly SignedEvent[];
  /** The arguments of a call that waits in this process: the only place that has its secret ones. */
  argsOf(requestId: string): JsonObject | undefined;
}

/** Who ends something, and why. */
export interface Ending {
  readonly by: Identity;
  readonly reason: string;
}
