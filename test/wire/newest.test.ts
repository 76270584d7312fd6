import * as ky from "ky";
import { describe, expect, test, vi } from "vitest";
import { exchangeTests } from "./exchange-tests.js";

vi.mock("ky", () => import("ky2"));
vi.mock("p-retry", () => import("p-retry9"));

test("ky is the newer one here", async () => {
  const [newer, older] = [await import("ky2"), await vi.importActual<typeof ky>("ky")];
  expect(ky.default).toBe(newer.default);
  expect(older.default).not.toBe(newer.default);
});

describe("with ky 2 and p-retry 9", exchangeTests);
