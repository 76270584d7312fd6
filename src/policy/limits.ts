import { forMs, type Remember } from "./remember.js";

const UNITS = { day: 86_400_000, hour: 3_600_000, minute: 60_000 } as const;

/** How often and how long, in words: exactly, in the largest unit that can. */
export function limitsOf(remember: Remember): string {
  const ms = forMs(remember);
  const [unit, size] = Object.entries(UNITS).find(([, one]) => ms % one === 0) ?? ["second", 1000];
  const uses = remember.uses === 1 ? "once" : `${remember.uses} times`;
  return `at most ${uses} within ${ms / size} ${unit}${ms === size ? "" : "s"}`;
}
