import { same } from "../action/freeze.js";
import { frozen, type Json } from "../canonical.js";
import type { Proofs } from "./genuine.js";
import type { Asked, Request } from "./request.js";

const KEPT = 500;

interface Entry {
  readonly request: Request;
  readonly proofs: Proofs;
}

/**
 * The newest requests that this process has held against their seals, or wrote itself. Where a store says the same again,
 * nothing is checked again; whatever else it says is new, and is.
 */
export class Known {
  readonly #entries = new Map<string, Entry>();

  /** The record as it was said, in the objects that are known where they say the same. */
  recall(said: Request): Partial<Entry> & Pick<Entry, "request"> {
    const known = this.#entries.get(said.id);
    try {
      if (!known || !same(known.request.asked as unknown as Json, said.asked)) return { request: deepFrozen(said) };
      const request = { ...said, asked: known.request.asked };
      if (!isAt(known.request, said) || !same(known.request.progress as unknown as Json, said.progress))
        return { request };
      if (Object.isFrozen(said.progress)) this.keep(request, known.proofs); // what is the same object is soon compared
      return { request, proofs: known.proofs };
    } catch {
      return { request: said }; // nested deeper than anything of ours
    }
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
