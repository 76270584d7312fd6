import type { Call } from "../action/capture.js";
import { thaw } from "../action/freeze.js";
import type { Keys } from "../approval/keys.js";
import type { Records } from "../approval/records.js";
import type { Request } from "../approval/request.js";
import { approvedCall } from "../approval/same.js";

/** Asks the action itself what became of an execution whose outcome is unknown. True when it knew. */
export async function probed(call: Call, request: Request, keys: Keys, records: Records): Promise<boolean> {
  const { probe } = call.definition;
  if (!probe) return false;
  const about = { action: call.definition.name, callId: call.id };
  const { args } = approvedCall(call, request, about);
  const asking = async () => probe(thaw(args) as never, { callId: request.asked.callId, key: keys.run });
  const said = await asking().catch(() => "unknown" as const);
  if (said !== "succeeded" && said !== "failed") return false;
  const written = await records.end(request, said, "probe");
  if (written) records.note("execution.reconciled", written, { by: "probe", outcome: said });
  return written !== undefined;
}
