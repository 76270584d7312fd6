import type { Row } from "../../approval/store.js";
import { frozen, type Json } from "../../canonical.js";

/** A row as SQLite has it. Where somebody else wrote what is not of its type, or is longer than anything of ours, it is null. */
export interface Stored {
  /** As text: a number may be larger than JavaScript's. */
  readonly seq: string;
  readonly id: string | null;
  readonly tenant: string | null;
  readonly kind: Row["kind"] | null;
  readonly key: string | null;
  readonly version: number | null;
  readonly state: Row["state"] | null;
  readonly opened_at: number | null;
  readonly due: number | null;
  readonly tags: string | null;
  readonly request: string | null;
  readonly progress: string | null;
}

/** One that is no whole number is 0, which none of ours is: the row can still be ended, and is at 1 then. */
export const versionOf = ({ version }: Stored): number => version ?? 0;

const [KEPT, LONGEST] = [500, 100_000];

/** Reads rows. A request is mostly read again as it was: its text is parsed once. */
export class Reader {
  readonly #requests = new Map<string, Json>();

  /** As much of it as can be told. What is missing is empty, or long ago: whoever reads the row finds out. */
  rowOf(stored: Stored): Row {
    const { id, tenant, kind, key, state, opened_at, due, tags, request, progress } = stored;
    return {
      id: plain(id),
      tenant: plain(tenant),
      kind: kind ?? ("" as Row["kind"]),
      key: plain(key),
      version: versionOf(stored),
      state: state ?? ("" as Row["state"]),
      openedAt: opened_at ?? 0,
      due: due ?? 0,
      tags: tagsOf(tags),
      request: this.#requestOf(request),
      progress: jsonOf(progress),
    };
  }

  #requestOf(text: string | null): Json {
    if (text === null) return null;
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
export function plain(stored: string | null): string {
  const value = jsonOf(`"${stored ?? ""}"`);
  return typeof value === "string" ? value : (stored ?? "");
}

/** Whether a row is found again by the id that is told of it. */
export const hasId = ({ id }: Stored): boolean => id !== null && asText(plain(id)) === id;
