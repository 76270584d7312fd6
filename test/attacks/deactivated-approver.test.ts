import { expect, test } from "vitest";
import type { Directory, Person } from "../../src/index.js";
import { approve } from "../../src/testing/testing.js";
import { large, refunds, world } from "../world.js";

const call = { orderId: "o", amount: 600 };

/** The directory's answer about ana changes between her approval and the claim. */
async function changed(change: (ana: Person) => readonly Person[] | "unknown") {
  const { people } = world([large]);
  let later = false;
  const directory: Directory = {
    members: (of) => people.members(of),
    async people(who) {
      const found = await people.people(who);
      return later && who.subject === "ana" && found !== "unknown" ? change(found[0] as Person) : found;
    },
  };
  const made = world([large], { directory });
  const { issue, ran } = refunds(made.cs);
  await issue.attempt(call, { key: "k", hold: 0 });
  expect((await (await made.people.next()).answer(approve("ana"))).result).toBe("resolved");
  later = true;
  return {
    done: await issue.attempt(call, { key: "k", hold: 0 }),
    ran,
    again() {
      later = false;
      return issue.attempt(call, { key: "k", hold: 0 });
    },
  };
}

test.each<[string, (ana: Person) => readonly Person[]]>([
  ["was deactivated", (ana) => [{ ...ana, active: false }]],
  ["is nobody any more", () => []],
  ["is two people now", (ana) => [ana, { ...ana, id: "ana-2" }]],
  ["turned out to be a service", (ana) => [{ ...ana, kind: "service" }]],
  ["was merged with the owner of the call", (ana) => [{ ...ana, id: "owner" }]],
])("the approval of one who %s does not count at the claim", async (_, change) => {
  const { done, ran } = await changed(change);
  expect(done).toMatchObject({ ok: false, error: { code: "cancelled", executed: "no" } });
  expect(ran).toEqual([]);
});

test("when the directory cannot say, the claim is refused and the approval stays for later", async () => {
  const { done, ran, again } = await changed(() => "unknown");
  expect(done).toMatchObject({ ok: false, error: { code: "unavailable", part: "directory" } });
  expect(ran).toEqual([]);
  expect(await again()).toMatchObject({ ok: true });
});
