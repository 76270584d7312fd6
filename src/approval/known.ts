import { same } from "../action/freeze.js";
import { frozen, type Json } from "../canonical.js";
import type { Proofs } from "./genuine.js";
import type { Asked, Request } from "./request.js";

const KEPT = 500;

interface Entry {
  readonly request: Request;
  readonly proofs: Proofs;
}
/** A record as it was said, in the objects that are known where they say the same. */
export interface Recalled {
  readonly request: Request;
  /** Where it says all the same. */
  readonly proofs?: Proofs;
  /** As it was last believed. */
  readonly before?: Request;
}

/**
 * The newest requests that this process has held against their seals, or wrote itself. Where a store says the same again,
 * nothing is checked again; whatever else it says is new, and is.
 */
export class Known {
  readonly #entries = new Map<string, Entry>();

  recall(said: Request): Recalled {
    const known = this.#entries.get(said.id);
    try {
      return known ? this.#compared(said, known) : { request: deepFrozen(said) };
    } catch {
      return { request: said, ...(known && { before: known.request }) }; // nested deeper than anything of ours
    }
  }

  #compared(said: Request, { request: before, proofs }: Entry): Recalled {
    if (!same(before.asked as unknown as Json, said.asked)) return { request: deepFrozen(said), before };
    const request = { ...said, asked: before.asked };
    if (!isAt(before, said) || !same(before.progress as unknown as Json, said.progress)) return { request, before };
    if (Object.isFrozen(said.progress)) this.keep(request, proofs); // what is the same object is soon compared
    return { request, proofs, before };
  }

  keep(request: Request, proofs: Proofs): void {
    const { id } = request;
    this.#entries.delete(id);
    this.#entries.set(id, { request, proofs });
    if (this.#entries.size > KEPT) this.#entries.delete(this.#entries.keys().next().value as string);
  }
}

const isAt = (known: Request, { tenant, key, state }: Request): boolean =>
  known.tenant === tenant && known.key === key && known.state === state;

const deepFrozen = (said: Request): Request =>
  Object.isFrozen(said.asked) ? said : { ...said, asked: frozen(said.asked as unknown as Json) as unknown as Asked };

/** A set of ids that keeps the newest. */
export class Ids {
  readonly #ids = new Set<string>();

  has(id: string): boolean {
    return this.#ids.has(id);
  }

  add(id: string): "new" | "known" {
    if (this.#ids.has(id)) return "known";
    this.#ids.add(id);
    if (this.#ids.size > MOST_IDS) this.#ids.delete(this.#ids.values().next().value as string);
    return "new";
  }
}
const MOST_IDS = 20_000;
