import { expect, test } from "vitest";
import { cached } from "../../src/directories/remote/cached.js";

test("those who ask at once share one question", async () => {
  let asked = 0;
  const answers = cached<number>(1000);
  const ask = () => answers("a", async () => ++asked);
  expect(await Promise.all([ask(), ask()])).toEqual([1, 1]);
});

test("a failure reaches everyone who asked, and the next one asks again", async () => {
  const answers = cached<string>(1000);
  const failing = () => answers("a", () => Promise.reject(new Error("down")));
  const both = await Promise.allSettled([failing(), failing()]);
  expect(both.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  expect(await answers("a", async () => "up")).toBe("up");
});

test("keys are kept apart, and the oldest goes when there are too many", async () => {
  const asked: string[] = [];
  const answers = cached<string>(1000, 2);
  const ask = (key: string) =>
    answers(key, async () => {
      asked.push(key);
      return key;
    });
  for (const key of ["a", "b", "a", "c", "b", "a"]) expect(await ask(key)).toBe(key);
  expect(asked).toEqual(["a", "b", "c", "a"]);
});
