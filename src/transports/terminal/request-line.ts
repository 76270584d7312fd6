import type { RequestMessage } from "../../approval/request-message.js";
import type { Left } from "./decide.js";

/** What this terminal knows of the requests it was given, and in which order it asks. */
export interface RequestLine {
  /** Takes what came of a request; true when it is something to show. `asks`: core wants it asked, again if need be. */
  take(message: RequestMessage, asks: "asks" | "tells"): boolean;
  get(id: string): RequestMessage | undefined;
  waits(): boolean;
  /** The next request to look at. */
  next(): string | undefined;
  /** Looks at it again, before the others. */
  again(id: string): void;
  /** Takes how asking ended. */
  ended(id: string, left: Left): void;
}

export function requestLine(): RequestLine {
  const known = new Map<string, RequestMessage>();
  const done = new Set<string>();
  const line: string[] = [];
  let asked: string | undefined;
  const closed = (id: string): boolean => done.has(id) && known.get(id)?.state === "pending";

  return {
    take(message, asks) {
      const { requestId: id, state, kind } = message;
      const before = known.get(id);
      const over = state !== "pending";
      const late = before && (message.revision < before.revision || (before.state !== "pending" && !over));
      if (late || (over && !before)) return false;
      known.set(id, message);
      if (kind === "escalation") done.delete(id);
      if (closed(id)) return false;
      const news = over || !before || message.digest !== before.digest;
      if ((news || asks === "asks") && id !== asked && !line.includes(id)) line.push(id);
      return news;
    },
    get: (id) => known.get(id),
    waits: () => line.length > 0,
    next() {
      do asked = line.shift();
      while (asked !== undefined && closed(asked));
      return asked;
    },
    again(id) {
      if (!line.includes(id)) line.unshift(id);
    },
    ended(id, left) {
      asked = undefined;
      if (left === "closed") done.add(id);
      if (left !== "settled") return;
      known.delete(id);
      done.delete(id);
    },
  };
}
