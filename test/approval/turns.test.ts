import { expect, test } from "vitest";
import type { Request } from "../../src/approval/request.js";
import { inTurn } from "../../src/approval/turns.js";

const there = { load: async () => ({ request: {} as Request, now: 0 }) };

test("a step is taken again while another was first", async () => {
  let turns = 0;
  expect(await inTurn(there, "r", async () => (++turns < 3 ? undefined : "done"))).toBe("done");
  expect(turns).toBe(3);
});

test("false is an answer", async () => {
  expect(await inTurn(there, "r", async () => false)).toBe(false);
});

test("it ends, however often others are first", async () => {
  let turns = 0;
  expect(await inTurn(there, "r", async () => void turns++)).toBe("busy");
  expect(turns).toBe(50);
});

test("no step is taken on what is not there", async () => {
  const gone = { load: async () => undefined };
  expect(await inTurn(gone, "r", async () => "done")).toBe("gone");
});
