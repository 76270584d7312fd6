import { expect, test } from "vitest";
import { allPages } from "../../src/directories/remote/pages.js";

const FIRST = "https://api.example/list";

test("pages are put together in order", async () => {
  const pages = [{ items: [1, 2], next: `${FIRST}?p=2` }, { items: [3], next: `${FIRST}?p=3` }, { items: [] }];
  const asked: string[] = [];
  const read = async (url: string) => {
    asked.push(url);
    return pages.shift();
  };
  expect(await allPages(FIRST, read)).toEqual([1, 2, 3]);
  expect(asked).toEqual([FIRST, `${FIRST}?p=2`, `${FIRST}?p=3`]);
});

test("a list that leads to itself ends", async () => {
  let asked = 0;
  const read = async () => ({ items: [++asked], next: FIRST });
  await expect(allPages(FIRST, read)).rejects.toThrow(/more than 50 pages/);
  expect(asked).toBe(50);
});

test.each(["https://api.example:8443/list", "http://api.example/list", "https://api.example.evil/list", "no url"])(
  "a next page at %s is not read",
  async (next) => {
    const asked: string[] = [];
    const read = async (url: string) => {
      asked.push(url);
      return { items: [], next };
    };
    await expect(allPages(FIRST, read)).rejects.toThrow();
    expect(asked).toEqual([FIRST]);
  },
);

test("what is not there is no list; a list of which a page is missing is a failure", async () => {
  expect(await allPages(FIRST, async () => undefined)).toBeUndefined();
  const pages = [{ items: [1], next: FIRST }];
  await expect(allPages(FIRST, async () => pages.shift())).rejects.toThrow(/last pages/);
});
