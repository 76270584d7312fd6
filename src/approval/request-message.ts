import type { View } from "../action/view.js";
import type { Json } from "../canonical.js";
import type { Executed } from "../errors.js";
import type { Approvers, Person, Proof } from "../people/person.js";
import type { Remember } from "../policy/remember.js";
import type { State } from "./state.js";

/** What people are shown of a request. `digest` binds call, revision and view; a review echoes it. */
export interface RequestMessage {
  readonly kind: "request" | "reminder" | "escalation" | "resolution";
  readonly requestId: string;
  readonly revision: number;
  readonly digest: string;
  readonly state: State;
  readonly action: string;
  readonly openedAt: Date;
  /** The agent's session, where the caller said so. */
  readonly session?: string;
  readonly view: View;
  readonly to: readonly Approvers[];
  readonly url?: string;
  readonly expiresAt: Date;
  readonly modifiable: boolean;
  /** How many people must agree, at most, how many of them have, and the strongest proof that one of them needs. */
  readonly needed: number;
  readonly agreed: number;
  readonly proof: Proof;
  readonly reason: "required" | "optional";
  /** For what an approval may answer later calls, at most; absent where each call is asked. */
  readonly remember?: Remember;
  readonly why: string;
  /** Whether its body has run, as far as its record says. */
  readonly executed: Executed;
  readonly by: readonly Person[];
}

/** One message that a transport brought: under which id, and whether the channel took it or a person has it. */
export interface Delivery {
  readonly id: string;
  readonly at: "accepted" | "confirmed";
  readonly ref?: Json;
}
