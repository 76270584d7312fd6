import { AGES } from "./cookies.js";

/** Sessions that were signed out, in this process, until they would have ended. */
export interface Revoked {
  add(sid: string): void;
  has(sid: string): boolean;
}

export function revokedSessions(): Revoked {
  // In the order of adding, which is that of ending.
  const until = new Map<string, number>();
  return {
    add(sid) {
      const now = Date.now();
      for (const [one, end] of until) {
        if (end > now) break;
        until.delete(one);
      }
      until.set(sid, now + AGES.session * 1000);
    },
    has: (sid) => until.has(sid),
  };
}
