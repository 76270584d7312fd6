import { describe, expect, test } from "vitest";
import type { Effect } from "../../src/action/action.js";
import type { JsonObject } from "../../src/canonical.js";
import { sensibleDefaults } from "../../src/policy/defaults.js";
import { compilePolicies } from "../../src/policy/judge.js";
import { call, refusal } from "./parts.js";

const defaults = sensibleDefaults({ approvers: { group: "security" }, within: "1h" });
const judge = compilePolicies([defaults]);

type Session = "clean" | "tainted" | "unknown";
function verdict(effect: Effect, args: JsonObject, session: Session, critical: readonly string[] = ["to"]) {
  const known = session === "unknown" ? {} : { tainted: session === "tainted" };
  const context = { request: "Send 5 to Bob, see www.shop.example", ...known };
  return judge.judge(call(args, { action: "a", effect, critical, context })).verdict;
}
const [BOB, EVE] = [{ to: "Bob" }, { to: "Eve" }];

const GRAVE = ["money", "destroy", "credential", "execute"] as const;
const OTHER = ["write", "message", "share"] as const;

describe("the defaults", () => {
  test.each([...GRAVE, ...OTHER])("let through %s where the user named it, whatever was read", (effect) => {
    for (const session of ["clean", "tainted", "unknown"] as const) expect(verdict(effect, BOB, session)).toBe("allow");
  });

  test.each(GRAVE)("ask about %s to somewhere else, in a clean session too", (effect) => {
    expect(verdict(effect, EVE, "clean")).toBe("ask");
  });

  test.each(GRAVE)("ask about %s where nothing says where it lands", (effect) => {
    expect(verdict(effect, {}, "clean")).toBe("ask");
    expect(verdict(effect, BOB, "clean", [])).toBe("ask");
  });

  test.each(OTHER)("let %s go anywhere while the session is clean", (effect) => {
    expect(verdict(effect, EVE, "clean")).toBe("allow");
  });

  test.each(OTHER)("ask about %s to somewhere else once the session is tainted, or may be", (effect) => {
    expect(verdict(effect, EVE, "tainted")).toBe("ask");
    expect(verdict(effect, EVE, "unknown")).toBe("ask");
  });

  test.each(OTHER)("ask about a new link in %s of a tainted session", (effect) => {
    expect(verdict(effect, { to: "Bob", text: "see www.evil.test" }, "tainted")).toBe("ask");
    expect(verdict(effect, { to: "Bob", text: "see www.shop.example" }, "tainted")).toBe("allow");
    expect(verdict(effect, { to: "Bob", text: "see www.evil.test" }, "clean")).toBe("allow");
  });

  test("let reads through, but for one that reaches somewhere else from a tainted session", () => {
    expect(verdict("read", EVE, "tainted", [])).toBe("allow");
    expect(verdict("read", EVE, "clean")).toBe("allow");
    expect(verdict("read", EVE, "tainted")).toBe("ask");
    expect(verdict("read", BOB, "tainted")).toBe("allow");
    expect(verdict("read", {}, "tainted")).toBe("allow");
  });

  test("ask only those who were named", () => {
    const { requirements } = judge.judge(call(EVE, { action: "a", critical: ["to"] }));
    expect(requirements).toEqual([{ approvers: { group: "security" }, within: "1h" }]);
  });

  test("are refused, with what to give, where nothing is given", () => {
    expect(() => sensibleDefaults(undefined as never)).toThrow(
      'sensibleDefaults: say whom it asks and for how long: { approvers: { group: "…" }, within: "1h" }',
    );
    expect(refusal(() => sensibleDefaults({} as never)).join()).toMatch(/approvers: is missing.*within: must be/);
  });

  test("are refused where nobody could approve", () => {
    const empty = [] as unknown as { group: string };
    expect(refusal(() => sensibleDefaults({ approvers: empty, within: "1h" }))[0]).toContain(
      "an empty list means nobody",
    );
  });
});
