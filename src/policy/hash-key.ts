/** What masks that hash are keyed with: asked for only when one hashes. */
export type HashKey = () => Uint8Array;

/** A copy of the given key, or one that this process makes for itself. */
export function hashKeyOf(given: Uint8Array | undefined): HashKey {
  const key = given && Uint8Array.from(given);
  return () => key ?? ownKey();
}

function ownKey(): Uint8Array {
  own ??= crypto.getRandomValues(new Uint8Array(32));
  return own;
}

let own: Uint8Array | undefined;
