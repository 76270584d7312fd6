import type { Truth } from "./subject.js";

const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

/** Hours of days, on the clocks of a place. One whose `to` is before its `from` ends on the day after. */
export interface TimeWindow {
  /** The days it begins on; every day unless given. */
  readonly days?: readonly (typeof DAYS)[number][];
  /** The first minute, as `08:00`. */
  readonly from: string;
  /** The minute after the last, as `18:00`; at most `24:00`. */
  readonly to: string;
  /** Of the IANA time zone database, as `Europe/Berlin`, or `UTC`. */
  readonly zone: string;
}

const KEYS = ["days", "from", "to", "zone"];
const FROM = /^(?:[01]\d|2[0-3]):[0-5]\d$/;
const TO = /^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/;
// Not "+01:00": offsets know no summer time, and not every runtime takes them.
const ZONE = /^[A-Za-z][\w+/-]*$/;
const LATEST = 8.64e15;

interface Issue {
  readonly at: readonly string[];
  readonly message: string;
}

/** What is wrong with a window, and at which of its keys. A zone that this runtime does not know is. */
export function windowIssue(given: unknown): Issue | undefined {
  if (typeof given !== "object" || given === null || Array.isArray(given))
    return {
      at: [],
      message: 'give { days, from, to, zone }, as { from: "08:00", to: "18:00", zone: "Europe/Berlin" }',
    };
  const odd = Object.keys(given).find((key) => !KEYS.includes(key));
  if (odd !== undefined) return { at: [odd], message: `is no key here: use ${KEYS.join(", ")}` };
  const { days, from, to, zone } = given as Record<keyof TimeWindow, unknown>;
  if (!(days === undefined || isDays(days)))
    return { at: ["days"], message: `takes a list, not empty, of ${DAYS.join(", ")}` };
  if (!matches(FROM, from)) return { at: ["from"], message: 'takes a time of day as "08:00", from 00:00 to 23:59' };
  if (!matches(TO, to)) return { at: ["to"], message: 'takes a time of day as "18:00", from 00:00 to 24:00' };
  if (from === to) return { at: ["to"], message: 'is `from` too: write "00:00" to "24:00" for the whole day' };
  if (matches(ZONE, zone) && clockOf(zone as string)) return undefined;
  return { at: ["zone"], message: 'takes a time zone that this runtime knows, as "Europe/Berlin" or "UTC"' };
}

/** Whether a moment (milliseconds since the epoch) is in the window. Unknown for what is no moment. */
export function windowMatcher({ days = DAYS, from, to, zone }: TimeWindow): (now: unknown) => Truth {
  const [start, end] = [minuteOf(from), minuteOf(to)];
  const clock = clockOf(zone);
  const begins = (day: number) => days.includes(DAYS[day % 7] as (typeof DAYS)[number]);
  return (now) => {
    const read = reading(clock, now);
    if (!read) return undefined;
    const { day, minute } = read;
    if (start < end) return begins(day) && minute >= start && minute < end;
    return (begins(day) && minute >= start) || (begins(day + 6) && minute < end);
  };
}

/** What the clocks of the zone say: `mon 09:30`. */
export function clockTime(zone: string, now: unknown): string | undefined {
  const read = reading(clockOf(zone), now);
  return read && `${DAYS[read.day]} ${read.text}`;
}

const isDays = (given: unknown): boolean =>
  Array.isArray(given) && given.length > 0 && given.every((day) => DAYS.includes(day));
const matches = (form: RegExp, given: unknown): boolean => typeof given === "string" && form.test(given);

function minuteOf(time: string): number {
  const [hours, minutes] = time.split(":");
  return Number(hours) * 60 + Number(minutes);
}

function clockOf(timeZone: string): Intl.DateTimeFormat | undefined {
  const parts = { weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  try {
    return new Intl.DateTimeFormat("en-US", { ...parts, timeZone });
  } catch {
    return undefined;
  }
}

function reading(clock: Intl.DateTimeFormat | undefined, now: unknown) {
  if (!clock || !Number.isFinite(now) || Math.abs(now as number) > LATEST) return undefined;
  const parts = clock.formatToParts(now as number);
  const of = (type: string) => parts.find((part) => part.type === type)?.value ?? "";
  const text = `${of("hour")}:${of("minute")}`;
  const day = (DAYS as readonly string[]).indexOf(of("weekday").toLowerCase());
  return day < 0 || !FROM.test(text) ? undefined : { day, minute: minuteOf(text), text };
}
