import { describe, expect, test } from "vitest";
import { guardrail, mask, type Rule } from "../../src/policy.js";
import { approve, modify } from "../../src/testing/testing.js";
import { asked, CUSTOMER, elsewhere, find, IBAN, MAIL, office, toldBy } from "../execution/customers.js";

const given = { id: "c-1" };
const key = { key: "k" };
const NONE = { code: "withheld", executed: "yes" };
const masking = (kind: "drop" | "redact" | "hash" | "last4") =>
  mask("mails", { on: find, output: { mail: kind, "bank.iban": "last4" } });

/** An approved call that has run under these rules, and what its caller got. */
async function finished(rules: readonly Rule[]) {
  const first = office([asked, ...rules]);
  first.people.will(approve("ana"));
  const done = await first.cs.guard(() => CUSTOMER, find).attempt(given, key);
  return { first, done };
}

/** The same call under other rules, in another process; its body does not run again. */
function attachedUnder(rules: readonly Rule[], first: Awaited<ReturnType<typeof finished>>["first"]) {
  const never = () => {
    throw new Error("it ran again");
  };
  return elsewhere(first, [asked, ...rules])
    .guard(never, find)
    .attempt(given, key);
}

test("the store keeps the masked result, never the body's", async () => {
  const { first, done } = await finished([masking("redact")]);
  expect(done).toMatchObject({ ok: true, value: { mail: "[redacted]" } });
  const rows = await first.rows();
  expect(rows).toContain("[redacted]");
  expect(rows).not.toMatch(new RegExp(`${MAIL}|${IBAN}`));
});

test.each(["drop", "redact", "hash", "last4"] as const)(
  "who attaches in another process, under the same rules, gets what the first caller got: %s",
  async (kind) => {
    const { first, done } = await finished([masking(kind)]);
    expect(await attachedUnder([masking(kind)], first)).toEqual(done);
  },
);

test("a result that was stored as it was leaves by the rules of today, which may be stricter", async () => {
  const { first, done } = await finished([]);
  expect(done).toMatchObject({ ok: true, value: CUSTOMER });
  const again = await attachedUnder([masking("redact")], first);
  expect(again).toEqual({ ok: true, value: { id: "c-1", mail: "[redacted]", bank: { iban: "****3000" } } });
});

test("a result that was hashed is redacted where the rules of today redact", async () => {
  const { first } = await finished([masking("hash")]);
  expect(await attachedUnder([masking("redact")], first)).toMatchObject({ value: { mail: "[redacted]" } });
});

test("rules that no longer mask give back nothing that was masked", async () => {
  const { first } = await finished([masking("redact")]);
  expect(await attachedUnder([], first)).toMatchObject({ ok: true, value: { mail: "[redacted]" } });
});

describe("a result that an output guardrail withheld", () => {
  const checks = guardrail("no-pii", { on: find, output: ["personal"] });

  test("is not stored, and stays withheld for who attaches, by the rules that withheld it", async () => {
    const { first, done } = await finished([checks]);
    expect(done).toMatchObject({ ok: false, error: NONE });
    expect(await first.rows()).not.toMatch(new RegExp(`${MAIL}|${IBAN}`));
    expect(await attachedUnder([], first)).toMatchObject({
      ok: false,
      error: { ...NONE, reason: "it was executed; its result is withheld by rule no-pii" },
    });
  });

  test("of today is withheld, though the first caller had it", async () => {
    const { first } = await finished([]);
    const again = await attachedUnder([checks], first);
    expect(again).toMatchObject({ ok: false, error: { ...NONE, requestId: first.people.asked[0]?.requestId } });
    expect(toldBy(!again.ok && again.error)).not.toMatch(new RegExp(`${MAIL}|${IBAN}`));
  });
});

test("a stored result leaves by the arguments that ran: the modified ones", async () => {
  const first = office([asked]);
  first.people.will(modify("ana", { id: "c-1", desk: "sales" }));
  await first.cs.guard(() => CUSTOMER, find)(given, key);
  const rule = mask("sales", {
    on: find,
    unless: ({ arg }) => [arg("desk").eq("support")],
    output: { mail: "drop" },
  });
  expect(await attachedUnder([rule], first)).toEqual({
    ok: true,
    value: { id: "c-1", bank: { iban: IBAN } },
    modified: { id: "c-1", desk: "sales" },
  });
});

test("for a mask that counts other calls, neither the call itself nor who attaches to it is one", async () => {
  const busy = mask("busy", {
    on: find,
    when: ({ history }) => [history.count({ within: "1h", per: "app" }).gte(1)],
    output: { mail: "drop" },
  });
  const { first, done } = await finished([busy]);
  expect(done).toMatchObject({ ok: true, value: CUSTOMER });
  expect(await attachedUnder([busy], first)).toEqual(done);
});

test("a caller who waits for another's run of the same call gets the masked result", async () => {
  const { cs, people } = office([asked, masking("redact")]);
  const run = cs.guard(() => CUSTOMER, find);
  const both = [run(given, key), run(given, key)];
  await (await people.next()).answer(approve("ana"));
  const [one, other] = await Promise.all(both);
  expect(one).toMatchObject({ mail: "[redacted]" });
  expect(other).toEqual(one);
});
