import { keysOf } from "../action/paths.js";
import { canonical, type Json, type JsonObject, toBase64url, utf8 } from "../canonical.js";
import { hmac } from "./hmac.js";
import { type MaskKind, type Masks, stricter } from "./mask.js";

/** What becomes of a value, and of its members. */
interface Cover {
  kind?: MaskKind;
  readonly members: Map<string, Cover>;
}

/**
 * A frozen copy of a result, masked. What a path names is masked as a whole, be it an object or a list: first what other
 * paths name in it, then itself. A path names no list item, and one that leads nowhere masks nothing.
 */
export function masked(value: Json, masks: Masks, key: Uint8Array): Json {
  return within(value, coverOf(masks), key);
}

function coverOf(masks: Masks): Cover {
  const cover: Cover = { members: new Map() };
  for (const [path, kind] of Object.entries(masks)) {
    const at = keysOf(path).reduce(inside, cover);
    at.kind = stricter(at.kind, kind);
  }
  return cover;
}

function inside({ members }: Cover, name: string): Cover {
  const cover = members.get(name) ?? { members: new Map() };
  members.set(name, cover);
  return cover;
}

function within(value: Json, cover: Cover, key: Uint8Array): Json {
  if (cover.members.size === 0 || typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return Object.freeze(value.map((item: Json) => within(item, cover, key)));
  const members = Object.entries(value as JsonObject).map(([name, one]) => [
    name,
    left(one, cover.members.get(name), key),
  ]);
  return Object.freeze(Object.fromEntries(members.filter(([, one]) => one !== undefined)));
}

/** What is left of a member; undefined: nothing. */
function left(value: Json, cover: Cover | undefined, key: Uint8Array): Json | undefined {
  if (!cover) return value;
  const rest = within(value, cover, key);
  return cover.kind ? BY_KIND[cover.kind](rest, key) : rest;
}

const REDACTED = "[redacted]";
const HASH_LENGTH = 22;

const BY_KIND: Readonly<Record<MaskKind, (value: Json, key: Uint8Array) => string | undefined>> = {
  drop: () => undefined,
  redact: () => REDACTED,
  hash: (value, key) => `hash:${toBase64url(hmac(key, utf8(canonical(value)))).slice(0, HASH_LENGTH)}`,
  last4,
};

/** Always of the same length, so that a masked text is masked the same again. */
function last4(value: Json): string {
  if (typeof value === "number") return last4(String(value));
  if (typeof value !== "string" || value === REDACTED) return REDACTED;
  const end = [...value.slice(-16)]; // eight characters of two code units each
  return end.length < 8 ? REDACTED : `****${end.slice(-4).join("")}`;
}
