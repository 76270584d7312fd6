// Taken at load: a test runner that fakes timers later does not stop these.
const later = globalThis.setTimeout;
const soon = (globalThis as { setImmediate?: (run: () => void) => unknown }).setImmediate;

/** One real turn of the event loop: everything that only waits for promises runs on. */
export const turn = (): Promise<void> =>
  new Promise((resolve) => {
    if (soon) soon(resolve);
    else later(resolve, 0);
  });

/** A few real milliseconds: what waits for a thread or a message of the runtime runs on too. */
export async function pause(): Promise<void> {
  for (let i = 0; i < 4; i++) {
    await new Promise<void>((resolve) => later(resolve, 0));
    await turn();
  }
}
