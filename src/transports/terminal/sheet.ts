import { clip, prose } from "./text.js";

/** What a piece of a card is: a tone is never the only sign of it. */
export type Tone = "strong" | "danger" | "warn" | "quiet";
export type Paint = (tone: Tone, text: string) => string;

const SGR: Record<Tone, string> = { strong: "1", danger: "1;7", warn: "33", quiet: "2" };

export const plainly: Paint = (_tone, text) => text;
export const inColour: Paint = (tone, text) => `\u001b[${SGR[tone]}m${text}\u001b[0m`;

export interface Face {
  readonly width: number;
  /** Milliseconds since the epoch, for the time left. */
  readonly now: number;
  readonly paint: Paint;
  /** `short`: what fits a glance. `whole`: nothing is cut. */
  readonly detail: "short" | "whole";
}

/** What a card is drawn on: it cuts as its face says, and remembers that something a decision covers was cut. */
export interface Sheet extends Face {
  readonly cut: () => boolean;
  /** The first lines of a text. */
  lines(text: string, lines: Iterable<string>, limit: number): readonly string[];
  /** The first of them. */
  some<T>(all: readonly T[], limit: number): { readonly kept: readonly T[]; readonly rest: number };
}

export function sheetOf(face: Face): Sheet {
  let cut = false;
  const most = (limit: number) => (face.detail === "whole" ? Number.POSITIVE_INFINITY : limit);
  return {
    ...face,
    cut: () => cut,
    lines(text, lines, limit) {
      const { lines: kept, rest } = clip(text, lines, most(limit));
      cut ||= rest > 0;
      return rest > 0 ? [...kept, more(rest, "characters")] : kept;
    },
    some(all, limit) {
      const kept = all.slice(0, most(limit));
      cut ||= kept.length < all.length;
      return { kept, rest: all.length - kept.length };
    },
  };
}

/** Says that something was cut. */
export const more = (rest: number, what: string): string => `… (${rest} more ${what}, v to view)`;

/** Sentences of ours, two columns in. */
export const indented = (text: string, width: number): string[] =>
  [...prose(text, width - 2)].map((line) => `  ${line}`);
