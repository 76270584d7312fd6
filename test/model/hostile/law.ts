import { test } from "vitest";
import { play } from "./schedules.js";

const SCHEDULES = 800;

/** Over edited sources: as many schedules as may be played until one breaks a law. */
test("one", () => play(SCHEDULES, 1, "one"));
test("two", () => play(SCHEDULES, 2, "two"));
