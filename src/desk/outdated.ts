import type { Request } from "../approval/request.js";
import { closeChanged, isStill } from "../approval/same.js";
import type { DeskParts } from "./parts.js";

/**
 * Ends a request that can no longer run, as far as this process knows the action, and tells people. Of one that was asked
 * after this process `started` nothing is ended: another release asked it, and may run it.
 */
export async function closeOutdated(
  parts: DeskParts,
  request: Request,
  started: number,
  changed: (request: Request) => void,
): Promise<"closed" | "open"> {
  const { asked } = request;
  const definition = parts.action(asked.action);
  if (!definition || asked.askedAt >= started || Object.keys(asked.secrets).length > 0) return "open"; // secrets are elsewhere
  const call = { definition, id: asked.callId };
  if (await isStill(call, request, asked.args, parts.clock)) return "open";
  return (await closeChanged(request.id, { records: parts.records, changed })) ? "closed" : "open";
}
