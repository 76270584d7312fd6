import type { RuleData, SingleData } from "../rule.js";

/** A condition, and where it stands. */
export interface Placed {
  readonly data: SingleData;
  /** `when[0].any[1]` */
  readonly at: string;
  readonly list: "when" | "unless";
  /** Within `any` it is one of several. */
  readonly alone: "alone" | "one of several";
}

export function conditionsOf({ when = [], unless = [] }: RuleData): readonly Placed[] {
  return (Object.entries({ when, unless }) as ["when" | "unless", typeof when][]).flatMap(([list, all]) =>
    all.flatMap((condition, i): readonly Placed[] => {
      const at = `${list}[${i}]`;
      if (!("any" in condition)) return [{ data: condition, at, list, alone: "alone" }];
      return condition.any.map((data, k) => ({ data, at: `${at}.any[${k}]`, list, alone: "one of several" }));
    }),
  );
}
