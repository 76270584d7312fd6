import type { Review, ReviewOutcome } from "../approval/review.js";
import type { Inbox, Transport } from "../approval/transport.js";
import { LEVELS } from "../people/person.js";
import { outcome } from "./wording.js";

/** The doors of a desk for transports that connect. */
export interface Doors {
  /** Lets a transport in, once; one that could not come in is let try again. */
  enter(transport: Transport): Promise<void>;
  /** Asks all that are in to leave. */
  leave(): Promise<void>;
}

export function doorsOf(inbox: Inbox): Doors {
  const inside = new Map<string, Promise<() => Promise<void>>>();
  return {
    async enter(transport) {
      const { name } = transport;
      const entered = inside.get(name) ?? transport.connect?.(doorOf(transport, inbox));
      if (!entered) return;
      inside.set(name, entered);
      entered.catch(() => inside.delete(name));
      await entered;
    },
    async leave() {
      const all = await Promise.allSettled(inside.values());
      await Promise.allSettled(all.map((one) => (one.status === "fulfilled" ? one.value() : undefined)));
    },
  };
}

/** The inbox as one transport has it: it cannot bring a stronger proof than it is able to check. */
export function doorOf({ name, capabilities }: Pick<Transport, "name" | "capabilities">, inbox: Inbox): Inbox {
  const { proof } = capabilities;
  return {
    message: (requestId) => inbox.message(requestId),
    async review(requestId: string, review: Review): Promise<ReviewOutcome> {
      if (proof === false || (LEVELS[review?.by?.proof] ?? 0) > LEVELS[proof])
        return outcome("forbidden", { more: `The transport ${name} cannot bring this proof.` });
      return inbox.review(requestId, review);
    },
  };
}
