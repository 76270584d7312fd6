import { forMs, type Remember } from "../../policy/remember.js";

const UNITS = { day: 86_400_000, hour: 3_600_000, minute: 60_000, second: 1000 } as const;

/** How often and how long, in words, exactly. */
export function limitsOf(remember: Remember): string {
  let rest = forMs(remember);
  const parts = Object.entries(UNITS).flatMap(([unit, ms]) => {
    const count = unit === "second" ? rest / ms : Math.floor(rest / ms);
    rest -= count * ms;
    return count > 0 ? [`${count} ${unit}${count === 1 ? "" : "s"}`] : [];
  });
  return `at most ${remember.uses === 1 ? "once" : `${remember.uses} times`} within ${parts.join(" ")}`;
}
