const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The time until a deadline, in its two largest units. */
export function timeLeft(until: Date, now: number): string {
  const ms = until.getTime() - now;
  if (!(ms > 0)) return "time is up";
  if (ms >= DAY) return `${Math.floor(ms / DAY)}d ${Math.floor((ms % DAY) / HOUR)}h left`;
  if (ms >= HOUR) return `${Math.floor(ms / HOUR)}h ${Math.floor((ms % HOUR) / MINUTE)}m left`;
  return `${Math.floor(ms / MINUTE)}m ${Math.floor((ms % MINUTE) / 1000)}s left`;
}

/** The deadline itself in UTC, with its date where that is not today's. */
export function deadline(until: Date, now: number): string {
  const iso = until.toISOString();
  const today = new Date(now).toISOString().slice(0, 10);
  return `${iso.startsWith(today) ? "" : `${iso.slice(0, 10)} `}${iso.slice(11, 16)} UTC`;
}
