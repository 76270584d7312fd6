import type { Ran } from "./run.js";

/** What leaves of a run: what it gave, as it is or masked, or that this is withheld; its own error, or one re-made. */
export type Released<R = unknown> = Ran<R> | Masked<R> | Withheld | Remade;

export interface Masked<R> {
  readonly ok: true;
  readonly value: R;
  /** The rules that mask. */
  readonly masked: readonly string[];
  /** Paths whose values are hashes now. */
  readonly hashed: readonly string[];
}

export interface Withheld {
  readonly ok: true;
  /** The rules for which nothing leaves; none where it cannot be known what they say. */
  readonly withheld: readonly string[];
  readonly why: string;
}

export interface Remade {
  readonly ok: false;
  readonly cause: unknown;
  readonly known?: "no";
  /** The class of the body's own. */
  readonly errorType: string;
  /** Its text for the model, where that passed the checks. */
  readonly told?: string;
}
