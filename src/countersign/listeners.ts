import { EventEmitter } from "eventemitter3";
import type { Listen } from "../approval/records.js";
import { dataOf, type EventType } from "../audit/event.js";
import { frozen } from "../canonical.js";

/** Those who hear of recorded steps. Whatever they do, also throwing or rejecting, changes nothing; it is shown on the console. */
export interface Listeners {
  readonly tell: Listen;
  /** Returns how to stop. */
  on(type: EventType, listen: (event: never) => unknown): () => void;
}

export function listenersOf(): Listeners {
  const emitter = new EventEmitter();
  return {
    tell(type, ids, logged) {
      if (emitter.listenerCount(type) > 0)
        emitter.emit(type, Object.freeze({ type, ...ids, data: frozen(dataOf(logged)) }));
    },
    on(type, listen) {
      const hear = async (event: unknown): Promise<unknown> => listen(event as never); // a throw is a rejection too
      const heard = (event: unknown) =>
        void hear(event).catch((error: unknown) => console.error(`countersign: a listener of ${type} failed:`, error));
      emitter.on(type, heard);
      return () => void emitter.off(type, heard);
    },
  };
}
