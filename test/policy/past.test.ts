import { describe, expect, test } from "vitest";
import type { Json } from "../../src/canonical.js";
import type { Entry, Past } from "../../src/policy/entry.js";
import { tallyName } from "../../src/policy/past.js";
import { call, truthOf } from "./parts.js";

const HOUR = 3_600_000;
const NOW = 100 * HOUR;
const entry = (hoursAgo: number, amount?: Json): Entry => ({
  id: `c${hoursAgo}`,
  at: NOW - hoursAgo * HOUR,
  values: amount === undefined ? {} : { "args.amount": amount },
});

/** What a condition says of these calls. The rules of `truthOf` are `p/allow` and `p/deny`. */
function truth(condition: object, past: Past | undefined, per = "user") {
  const names = ["allow", "deny"].map((id) => tallyName({ rule: `p/${id}`, per: "user" }));
  const known = past && { past: new Map(names.map((name) => [name, past])) };
  return truthOf({ history: "count", within: "24h", per, ...condition }, call({}, known));
}
const sum = { history: "sum", path: "args.amount", op: "gt", value: 100 };
const count = { history: "count", op: "gte", value: 2 };
const distinct = { history: "distinct", path: "args.amount", op: "lte", value: 1 };

describe("a condition on other calls", () => {
  test.each<readonly [string, object, readonly Entry[], boolean | "unknown"]>([
    ["sums a number", sum, [entry(1, 60), entry(2, 41)], true],
    ["sums to a limit and not over it", sum, [entry(1, 60), entry(2, 40)], false],
    ["sums nothing to nothing", sum, [], false],
    ["leaves out what is as old as the window", sum, [entry(24, 900), entry(1, 1)], false],
    ["does not know a sum with a value that is no number", sum, [entry(1, 900), entry(2, "x")], "unknown"],
    ["does not know a sum where the number is missing", sum, [entry(1, 900), entry(2)], "unknown"],
    ["counts calls, whatever their arguments", count, [entry(1), entry(2, "x")], true],
    ["counts too few", count, [entry(1)], false],
    ["counts different values once", distinct, [entry(1, "a"), entry(2, "a")], true],
    ["counts each different value", distinct, [entry(1, "a"), entry(2, "b")], false],
    ["does not know how many differ where one is missing", distinct, [entry(1, "a"), entry(2)], "unknown"],
  ])("%s", (_, condition, entries, expected) => {
    expect(truth(condition, { now: NOW, entries })).toBe(expected);
  });

  test("is not known without a store, nor with too many calls, nor for another's calls", () => {
    expect(truth(count, undefined)).toBe("unknown");
    expect(truth(count, "unknown")).toBe("unknown");
    expect(truth(count, { now: NOW, entries: [entry(1), entry(2)] }, "agent")).toBe("unknown");
  });
});
