import { misuse } from "../errors.js";

/** How much is read: bytes of text, levels, values. */
export interface Limits {
  readonly bytes: number;
  readonly depth: number;
  readonly nodes: number;
  /** Characters of the paths of all members together, where each is shown with its path: a long name counts for each member in it. */
  readonly paths?: number;
}

/** How much arguments may be, unless the action says otherwise, and a context. */
export const LIMITS: Limits = { bytes: 256 * 1024, depth: 32, nodes: 10_000, paths: 1024 * 1024 };
/** How much core reads of what it made itself of such values. */
export const OURS: Limits = { bytes: 16 * 1024 * 1024, depth: 64, nodes: 1_000_000 };

/** What an action may say: a record shows its arguments several times over, each byte up to four times as long, and stores take 16 MiB. */
const MOST = { bytes: 1024 * 1024, values: 50_000 } as const;

const isLimit = (name: string): name is keyof typeof MOST => Object.hasOwn(MOST, name);

/** The limits of an action's arguments. @throws code `input` for another option, and a number out of its range */
export function limitsOf(given: unknown, where: string): Limits {
  if (given === undefined) return LIMITS;
  if (typeof given !== "object" || given === null || Array.isArray(given))
    throw misuse(`${where}.limits`, "is { bytes, values }, or left out");
  for (const [name, most] of Object.entries(given)) {
    if (!isLimit(name)) throw misuse(`${where}.limits.${name}`, "unknown option: use bytes, values");
    if (most !== undefined && !(Number.isInteger(most) && most >= 1 && most <= MOST[name]))
      throw misuse(`${where}.limits.${name}`, `must be a whole number, 1 to ${MOST[name]}`);
  }
  const { bytes = LIMITS.bytes, values = LIMITS.nodes } = given as { bytes?: number; values?: number };
  return { ...LIMITS, bytes, nodes: values };
}
