import type { Call } from "../action/capture.js";
import { visible } from "../action/hidden.js";
import { digest } from "../canonical.js";
import type { About } from "../errors.js";
import type { Keys } from "./keys.js";
import { decideBy, useBy } from "./lifecycle.js";
import type { Records } from "./records.js";
import { type Earlier, isFoundOut, type Request } from "./request.js";
import { mustBeSame, type SameParts } from "./same.js";
import { inTurn } from "./turns.js";

/** How many requests one key may have. */
export const MOST_OF_KEY = 100;

/**
 * Where the request of a key is to be followed by another one: under which keys. Only where it is certain that the one
 * before never ran, and never will; two processes come to the same keys. Undefined: the call keeps to this request.
 * @throws `conflict`; `cancelled`, for what an action that was changed has left
 */
export async function followed(
  call: Call,
  request: Request,
  keys: Keys,
  parts: SameParts,
  about: About,
): Promise<Keys | undefined> {
  await mustBeSame(call, request, keys, parts, about);
  if (keys.count >= MOST_OF_KEY || !mayFollow(request)) return undefined;
  if (isDenied(request) && request.progress.heard !== "again") {
    if (keys.again === undefined) return undefined;
    await inTurn(parts.records, request.id, ({ request: now }) => marked(now, "again", parts.records));
  }
  return { ...keys, row: rowAfter(keys, request.id), count: keys.count + 1 };
}

/** The key of the record that follows a request: nobody can put another in its place, for seals name it. */
export const rowAfter = ({ row }: Pick<Keys, "row">, requestId: string): string => digest(["again", row, requestId]);

/** The caller must have heard how it ended, unless it was denied. */
function mayFollow(request: Request): boolean {
  const { state, progress } = request;
  if (isFoundOut(request) || progress.fence > 0 || progress.started) return false;
  return isDenied(request) || (ENDS.has(state) && progress.heard !== undefined);
}

const ENDS: ReadonlySet<string> = new Set(["denied", "expired", "cancelled"]);

/** By people: it is asked again only where the caller says so. */
export const isDenied = ({ state, progress: { why } }: Request): boolean =>
  state === "denied" && (why === "people" || why === "withdrawn");

const marked = (request: Request, heard: "yes" | "again", records: Records): Promise<Request | undefined> => {
  const { state, due, progress } = request;
  return records.write(request, { state, due, progress: { ...progress, heard } });
};

/**
 * The caller is told how its request ended: its next call of the key asks again. Where that cannot be kept, it is told once
 * more. No seal covers it, for it is no right to anything.
 */
export async function heard(request: Request, records: Records): Promise<void> {
  if (ENDS.has(request.state) && !isDenied(request) && !isFoundOut(request) && request.progress.heard === undefined)
    await marked(request, "yes", records).catch(() => undefined);
}

/** Of an end that its caller hears of at once. */
export const HEARD = { heard: "yes" } as const;

/** What is kept of the one before. `keys`: those of the call. */
export const earlierOf = (request: Request, { first }: Pick<Keys, "first">): Earlier => ({
  requestId: request.id,
  key: first,
  how: howOf(request),
});

function howOf(request: Request): string {
  const { state, progress } = request;
  if (state === "expired")
    return progress.why === "use_by"
      ? `was approved, and expired unused at ${timeOf(useBy(request))}`
      : `expired undecided at ${timeOf(decideBy(request))}`;
  const deny = progress.reviews.findLast(({ payload }) => payload.decision === "deny")?.payload;
  if (state === "denied" && deny) return `was denied by ${visible(deny.person)} at ${timeOf(deny.issued_at)}`;
  return progress.why === "action_changed" ? "was ended, for its action was changed" : `was ${state}`;
}

const timeOf = (ms: number): string => new Date(ms).toISOString();
