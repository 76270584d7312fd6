import { clip } from "./text.js";

/** `short`: what fits a glance. `whole`: nothing is cut. */
export type Detail = "short" | "whole";

/** Cuts as the detail says, and remembers that something was cut. */
export interface Cutter {
  readonly cut: () => boolean;
  lines(text: string, lines: Iterable<string>, limit: number): readonly string[];
  some<T>(all: readonly T[], limit: number): { readonly kept: readonly T[]; readonly rest: number };
}

export function cutter(detail: Detail): Cutter {
  let cut = false;
  const most = (limit: number) => (detail === "whole" ? Number.POSITIVE_INFINITY : limit);
  return {
    cut: () => cut,
    lines(text, lines, limit) {
      const { lines: kept, rest } = clip(text, lines, most(limit));
      cut ||= rest > 0;
      return rest > 0 ? [...kept, `… (${rest} more characters, v to view)`] : kept;
    },
    some(all, limit) {
      const kept = all.slice(0, most(limit));
      cut ||= kept.length < all.length;
      return { kept, rest: all.length - kept.length };
    },
  };
}
