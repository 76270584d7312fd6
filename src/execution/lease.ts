import { LEASE } from "../approval/lifecycle.js";
import type { Records } from "../approval/records.js";
import type { Request } from "../approval/request.js";
import type { Wheel } from "../approval/wheel.js";

/**
 * Keeps an execution's lease until it is recorded. `lost` aborts when the turn is lost, and by this process's own clock when the
 * lease could not be renewed for its whole length: others may think then that this process is gone. Returns how to stop.
 */
export function keepLease(
  request: Request,
  lost: AbortController,
  { records, wheel }: { records: Records; wheel: Wheel },
): () => void {
  const letGo = records.runs(request);
  let forget = () => {};
  let stopped: "no" | "yes" = "no";
  const over = () => lost.abort(new Error("the lease of this execution could not be renewed in time"));
  let forgetEnd = wheel.after(LEASE, over);
  const renewed = () => {
    forgetEnd();
    forgetEnd = wheel.after(LEASE, over);
  };
  const goOn = () => {
    if (stopped === "no")
      forget = wheel.after(
        LEASE / 3,
        () =>
          void beat()
            .catch(goOn)
            .catch(() => undefined),
      ); // without a clock it ends
  };
  const beat = async () => {
    const loaded = await records.load(request.id);
    const now = loaded?.request;
    if (!loaded || !holds(request, now)) return lost.abort(new Error("this execution has lost its turn"));
    const next = { state: "executing", due: loaded.now + LEASE, progress: now.progress } as const;
    if (stopped === "no" && (await records.write(now, next))) renewed();
    goOn();
  };
  goOn();
  return () => {
    stopped = "yes";
    letGo();
    forget();
    forgetEnd();
  };
}

/** Whether an execution still has its turn. */
export const holds = (mine: Request, now: Request | undefined): now is Request =>
  now?.state === "executing" && now.progress.fence === mine.progress.fence;
