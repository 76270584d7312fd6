import { expect, test } from "vitest";
import type { Directory } from "../../src/index.js";
import { person } from "../../src/testing/testing.js";
import { large, refunds, world } from "../world.js";

const call = { orderId: "o", amount: 600 };
const stranger = { issuer: "test", subject: "nobody-knows" };

test.each([
  ["user", { user: stranger }],
  ["delegator", { delegators: [stranger] }],
])(
  "a %s whom the directory does not know cannot ask: he could be his own approver elsewhere",
  async (role, context) => {
    const { cs, people } = world([large]);
    const done = await refunds(cs).issue.attempt(call, { context });
    expect(done).toMatchObject({
      ok: false,
      error: { code: "denied", by: "actor", executed: "no", reason: expect.stringContaining(role) },
    });
    expect(people.asked).toEqual([]);
  },
);

test("a requester who is two people cannot ask", async () => {
  const { people, ...made } = world([large]);
  const [ana, bo] = [await people.people(person("ana")), await people.people(person("bo"))];
  const directory: Directory = {
    members: (of) => people.members(of),
    people: async (who) =>
      who.subject === "both" && ana !== "unknown" && bo !== "unknown" ? [...ana, ...bo] : people.people(who),
  };
  const other = world([large], { directory });
  const done = await refunds(other.cs).issue.attempt(call, { context: { user: person("both") } });
  expect(done).toMatchObject({ ok: false, error: { code: "denied", by: "actor" } });
  await made.cs.close();
});

test("a chain with no person behind it cannot ask", async () => {
  const { cs } = world([large], { context: { agent: { issuer: "test", subject: "robot" } } });
  expect(await refunds(cs).issue.attempt(call)).toMatchObject({ ok: false, error: { code: "denied", by: "actor" } });
});

test("a directory that cannot say who the requester is refuses, and does not exclude nobody", async () => {
  const { people } = world([large]);
  const silent: Directory = { members: (of) => people.members(of), people: async () => "unknown" };
  const { cs } = world([large], { directory: silent });
  expect(await refunds(cs).issue.attempt(call)).toMatchObject({
    ok: false,
    error: { code: "unavailable", part: "directory" },
  });
});
