import type { RequestMessage } from "../../approval/request-message.js";
import type { Left } from "./decide.js";

/** What this terminal knows of the requests it was given, and in which order it asks. */
export interface RequestLine {
  /** Takes what came of a request; true when it is something to show. `asks`: core wants it asked, again if need be. */
  take(message: RequestMessage, asks: "asks" | "tells"): boolean;
  get(id: string): RequestMessage | undefined;
  waits(): boolean;
  /** The request to look at: the first of the line until it has ended. */
  first(): string | undefined;
  /** Takes how looking at the first one ended. One that has changed since stays the first. */
  ended(left: Left, since?: "changed"): void;
}

export function requestLine(): RequestLine {
  const known = new Map<string, RequestMessage>();
  const done = new Set<string>();
  const line: string[] = [];
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
      if ((news || asks === "asks") && !line.includes(id)) line.push(id);
      return news;
    },
    get: (id) => known.get(id),
    waits: () => line.length > 0,
    first() {
      while (line[0] !== undefined && closed(line[0])) line.shift();
      return line[0];
    },
    ended(left, since) {
      const [id = ""] = line;
      if (left === "closed") done.add(id);
      if (left === "settled") {
        known.delete(id);
        done.delete(id);
      }
      if (left === "settled" || (left !== "look" && !since)) line.shift();
    },
  };
}
