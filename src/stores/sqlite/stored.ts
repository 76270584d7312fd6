import type { Row } from "../../approval/store.js";
import { frozen, type Json } from "../../canonical.js";

/** A row as SQLite has it, if nobody else wrote it: then any column may hold anything. */
export interface Stored {
  readonly seq: number;
  readonly id: string;
  readonly tenant: string;
  readonly kind: Row["kind"];
  readonly key: string;
  readonly version: number;
  readonly state: Row["state"];
  readonly opened_at: number;
  readonly due: number;
  readonly tags: string;
  readonly request: string;
  readonly progress: string;
}

const [KEPT, LONGEST] = [500, 100_000];

/** Reads rows. A request is mostly read again as it was: its text is parsed once. */
export class Reader {
  readonly #requests = new Map<string, Json>();

  rowOf({ id, tenant, kind, key, version, state, opened_at, due, tags, request, progress }: Stored): Row {
    return {
      id: plain(id),
      tenant: plain(tenant),
      kind,
      key: plain(key),
      version,
      state,
      openedAt: opened_at,
      due,
      tags: tagsOf(tags),
      request: this.#requestOf(request),
      progress: jsonOf(progress),
    };
  }

  #requestOf(text: string): Json {
    const known = this.#requests.get(text);
    if (known !== undefined) return known;
    const request = jsonOf(text);
    if (text.length > LONGEST) return request;
    if (this.#requests.size >= KEPT) this.#requests.delete(this.#requests.keys().next().value as string);
    const value = frozenIfFlat(request);
    this.#requests.set(text, value);
    return value;
  }
}

function frozenIfFlat(value: Json): Json {
  try {
    return frozen(value);
  } catch {
    return value; // nested deeper than anything of ours
  }
}

/** `null` for what is no JSON: somebody else wrote it, and whoever reads the row finds out. */
function jsonOf(text: unknown): Json {
  try {
    return typeof text === "string" ? (JSON.parse(text) as Json) : null;
  } catch {
    return null;
  }
}

export function tagsOf(text: unknown): readonly string[] {
  const tags = jsonOf(text);
  return Array.isArray(tags) && tags.every((tag) => typeof tag === "string") ? tags : [];
}

// As inside a JSON string: SQLite's drivers cut a text at NUL and make half a surrogate pair another character.
export const asText = (value: string): string => JSON.stringify(value).slice(1, -1);

/** What was written as `asText`; anything else as it is. */
export function plain(stored: unknown): string {
  const value = jsonOf(`"${stored}"`);
  return typeof value === "string" ? value : String(stored);
}
