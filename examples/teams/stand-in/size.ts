/** The most of a message, about: text, links and the card together, in bytes of its JSON. */
export const MOST_BYTES = 28 * 1024;

export const tooLarge = (value: unknown): boolean => Buffer.byteLength(JSON.stringify(value)) > MOST_BYTES;
