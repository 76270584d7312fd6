import { expect, test } from "vitest";
import { all } from "../../src/policy/condition.js";
import type { Subject, Truth } from "../../src/policy/subject.js";

const TRUTHS: readonly Truth[] = [true, false, undefined];

/** Every list of so many truths. */
const lists = (length: number): readonly (readonly Truth[])[] =>
  length === 0 ? [[]] : lists(length - 1).flatMap((list) => TRUTHS.map((truth) => [...list, truth]));

test.each([0, 1, 2, 3, 4, 5])(
  "of %i conditions one false makes it false, else one unknown makes it unknown",
  (length) => {
    for (const list of lists(length)) {
      const expected = list.includes(false) ? false : list.includes(undefined) ? undefined : true;
      expect(all(list.map((truth) => () => truth))({} as Subject), String(list)).toBe(expected);
    }
  },
);
