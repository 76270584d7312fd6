import { milliseconds } from "../clock.js";
import type { Selector } from "../people/person.js";
import type { Threshold } from "../policy/requirement.js";
import { distinct, poolOf } from "./slots.js";

/** People to be told of a waiting request, some milliseconds after it was opened. Nobody's right depends on it. */
export interface Notice {
  readonly kind: "reminder" | "escalation";
  readonly after: number;
  readonly to: readonly Selector[];
}

/** Every reminder and escalation before the deadline, by time. */
export function noticesOf(thresholds: readonly Threshold[], within: number): readonly Notice[] {
  return distinct(thresholds.flatMap(ofThreshold))
    .filter(({ after }) => after < within)
    .sort((a, b) => a.after - b.after);
}

function ofThreshold(threshold: Threshold): readonly Notice[] {
  const { approvers, escalate } = poolOf(threshold);
  const reminders = (threshold.remind ?? []).map((time): Notice => {
    const after = milliseconds(time, "remind");
    const joined = escalate.filter((step) => step.after < after).map(({ to }) => to);
    return { kind: "reminder", after, to: distinct([...approvers, ...joined]) };
  });
  return [...reminders, ...escalate.map(({ after, to }): Notice => ({ kind: "escalation", after, to: [to] }))];
}

/** What became due since people were last told: one reminder and one escalation at most, however late it is looked at. */
export function dueNotices(notices: readonly Notice[], told: number, elapsed: number): readonly Notice[] {
  const due = notices.filter(({ after }) => after > told && after <= elapsed);
  return (["escalation", "reminder"] as const).flatMap((kind) => {
    const same = due.filter((notice) => notice.kind === kind);
    return same.length > 0 ? [{ kind, after: elapsed, to: distinct(same.flatMap(({ to }) => to)) }] : [];
  });
}

/** When the next one is due, or Infinity. */
export const nextNotice = (notices: readonly Notice[], told: number): number =>
  notices.find(({ after }) => after > told)?.after ?? Number.POSITIVE_INFINITY;
