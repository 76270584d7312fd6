import type { RequestMessage } from "../../approval/request-message.js";
import { jsonIn } from "../../json.js";

/** What a button carries: which request, which revision, and the digest that was shown. No arguments, and no power of its own. */
export interface Carried {
  readonly requestId: string;
  readonly revision: number;
  readonly digest: string;
}

/** Short keys: cards are small. */
export const carriedBy = ({ requestId, revision, digest }: Carried | RequestMessage) => ({
  r: requestId,
  v: revision,
  d: digest,
});

const LONGEST = 256;
const isName = (value: unknown): value is string =>
  typeof value === "string" && value !== "" && value.length <= LONGEST;

/** Reads what came back, which is the client's word: the desk looks everything up again. */
export function carriedIn(value: unknown): Carried | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { r, v, d } = value as Readonly<Record<string, unknown>>;
  if (!isName(r) || !isName(d) || !Number.isSafeInteger(v) || Number(v) < 1) return undefined;
  return { requestId: r, revision: Number(v), digest: d };
}

/** The same of JSON text. */
export function carriedInText(text: unknown): Carried | undefined {
  return typeof text === "string" && text.length <= 3000 ? carriedIn(jsonIn(text)) : undefined;
}
