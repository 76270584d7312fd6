import { LEASE } from "../approval/lifecycle.js";
import type { Records } from "../approval/records.js";
import type { Request } from "../approval/request.js";
import type { Wheel } from "../approval/wheel.js";

/** Keeps an execution's lease while its body runs. When the turn is lost, `lost` aborts. Returns how to stop. */
export function keepLease(
  request: Request,
  lost: AbortController,
  { records, wheel }: { records: Records; wheel: Wheel },
): () => void {
  let forget = () => {};
  let stopped: "no" | "yes" = "no";
  const next = () => {
    if (stopped === "no")
      forget = wheel.after(
        LEASE / 3,
        () =>
          void beat()
            .catch(next)
            .catch(() => undefined),
      ); // without a clock it ends
  };
  const beat = async () => {
    const loaded = await records.load(request.id);
    const now = loaded?.request;
    if (!loaded || !holds(request, now)) return lost.abort(new Error("this execution has lost its turn"));
    if (stopped === "no")
      await records.write(now, { state: "executing", due: loaded.now + LEASE, progress: now.progress });
    next();
  };
  next();
  return () => {
    stopped = "yes";
    forget();
  };
}

/** Whether an execution still has its turn. */
export const holds = (mine: Request, now: Request | undefined): now is Request =>
  now?.state === "executing" && now.progress.fence === mine.progress.fence;
