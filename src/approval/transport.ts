import type { Proof } from "../people/person.js";
import type { Delivery, RequestMessage } from "./request-message.js";
import type { Review, ReviewOutcome } from "./review.js";

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
  /** `before`: what this transport has brought of the request already, oldest first, so that a reminder finds its card. */
  deliver(message: RequestMessage, before?: readonly Delivery[]): Promise<Delivery>;
  update?(delivery: Delivery, message: RequestMessage): Promise<void>;
  /** For HTTP: verify, name the person, ask the inbox. */
  receive?(request: Request, inbox: Inbox): Promise<Response>;
  /** For what is not HTTP: a socket, a terminal, a test. Returns how to leave. Nothing is delivered before it has resolved; one that rejects is tried again with the next delivery. */
  connect?(inbox: Inbox): Promise<() => Promise<void>>;
}
