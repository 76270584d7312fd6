import type { View } from "../action/view.js";
import type { Json } from "../canonical.js";
import type { Approvers, Person, Proof } from "../people/person.js";
import type { State } from "./request.js";
import type { Review, ReviewOutcome } from "./review.js";

/** What people are shown of a request. `digest` binds call, revision and view; a review echoes it. */
export interface RequestMessage {
  readonly kind: "request" | "reminder" | "escalation" | "resolution";
  readonly requestId: string;
  readonly revision: number;
  readonly digest: string;
  readonly state: State;
  readonly view: View;
  readonly to: readonly Approvers[];
  readonly url?: string;
  readonly expiresAt: Date;
  readonly modifiable: boolean;
  readonly why: string;
  readonly by: readonly Person[];
}
export interface Delivery {
  readonly id: string;
  readonly at: "accepted" | "confirmed";
  readonly ref?: Json;
}

/** The only door for decisions. One handed to a transport takes no identity above that transport's `capabilities.proof`. */
export interface Inbox {
  message(requestId: string): Promise<RequestMessage | undefined>;
  review(requestId: string, review: Review): Promise<ReviewOutcome>;
}

/** Carries requests to people and their answers back. Never an authority. Core asks for capabilities, never for names. */
export interface Transport {
  readonly name: string;
  readonly capabilities: {
    readonly proof: Proof | false;
    readonly modify: boolean;
    readonly update: boolean;
    readonly maxBytes?: number;
  };
  deliver(message: RequestMessage): Promise<Delivery>;
  update?(delivery: Delivery, message: RequestMessage): Promise<void>;
  /** For HTTP: verify, name the person, ask the inbox. */
  receive?(request: Request, inbox: Inbox): Promise<Response>;
  /** For what is not HTTP: a socket, a terminal, a test. Returns how to leave. */
  connect?(inbox: Inbox): Promise<() => Promise<void>>;
}
