import type { Loaded } from "./request.js";

/** How often others may be first before it is given up. */
export const TURNS = 50;

/**
 * Takes a step on a request as it is now, again while another change was first (the step answers undefined). `"gone"`:
 * there is no such request; `"busy"`: others were first every time.
 */
export async function inTurn<T>(
  records: { load(id: string): Promise<Loaded | undefined> },
  id: string,
  step: (loaded: Loaded) => Promise<T | undefined>,
): Promise<T | "gone" | "busy"> {
  return again(async () => {
    const loaded = await records.load(id);
    return loaded ? step(loaded) : ("gone" as const);
  });
}

/** Takes a step until it answers; undefined: another change was first. `"busy"`: others were first every time. */
export async function again<T>(step: () => Promise<T | undefined>): Promise<T | "busy"> {
  for (let turn = 0; turn < TURNS; turn++) {
    const done = await step();
    if (done !== undefined) return done;
  }
  return "busy";
}
