import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { EventType } from "../../src/audit/event.js";
import type { JsonObject } from "../../src/canonical.js";
import {
  approval,
  deskKey,
  guardKey,
  modified,
  requested,
  sealed,
  started,
  type Writer,
  writing,
} from "../audit/written.js";
import { pem, verifyRun } from "../cli/run.js";
import { folder } from "../sinks/folder.js";

const two = [{ approve: 2, approvers: { group: "finance" } }];
const nobody = { policy: { hash: "0".repeat(64), rules: [], verdict: "allow" }, requirements: [], excluded: [] };

/** What the log of a process holds whose record of a request somebody changed in the store. */
async function logged(script: (writer: Writer) => Promise<void>): Promise<{ code: number; first: string }> {
  const [path, key, desk] = ["log.jsonl", "guard.pem", "desk.pem"].map((name) => join(home, name)) as [
    string,
    string,
    string,
  ];
  await writing(path, async (writer) => {
    await script(writer);
    await writer.commit();
  });
  writeFileSync(key, pem(guardKey.publicJwk));
  writeFileSync(desk, pem(deskKey.publicJwk));
  const { code, out } = await verifyRun(path, "--key", key, "--seal", desk);
  return { code, first: out[0] ?? "" };
}
let home: string;
const asked = async (requirements = two, more: (writer: Writer) => void = () => {}) => {
  home = folder();
  return (start: JsonObject, people: readonly string[], type: EventType = "execution.started") =>
    logged(async (writer) => {
      requested(writer, { request: "r1" }, { requirements });
      more(writer);
      await writer.commit();
      const revision = Number(start["revision"] ?? 1);
      const reviews = people.map((person) => sealed(approval({ request: "r1", revision, review: { person } })));
      await started(writer, { request: "r1", revision, reviews: await Promise.all(reviews), data: start }, type);
    });
};

test("what two people approved verifies", async () => {
  expect(await (await asked())({ requirements: two }, ["ana", "dora"])).toMatchObject({ code: 0 });
});

test.each<EventType>(["execution.started", "execution.restarted"])(
  "an %s that calls itself allowed and names nobody is found, for people were asked",
  async (type) => {
    const { code, first } = await (await asked())(nobody, [], type);
    expect([code, first]).toEqual([
      1,
      expect.stringMatching(/:3: review: people were asked, and it carries no review/),
    ]);
  },
);

test("a requirement of two that became one, or none, is found although the one approved", async () => {
  const one = [{ approve: 1, approvers: { group: "finance" } }];
  for (const start of [{ requirements: one }, { requirements: [] }, { ...nobody, requirements: one }])
    expect(await (await asked())(start, ["ana"])).toMatchObject({
      code: 1,
      first: expect.stringMatching(/:3: review: it does not hold what had to be met by approval\.requested/),
    });
});

test("the requirement of the first revision is held in the second", async () => {
  const revised = await asked(two, (writer) => modified(writer, { request: "r1", revision: 2 }));
  const one = { revision: 2, requirements: [{ approve: 1, approvers: { group: "finance" } }] };
  expect(await revised(one, ["ana"])).toMatchObject({ code: 1 });
  const again = await asked(two, (writer) => modified(writer, { request: "r1", revision: 2 }));
  expect(await again({ revision: 2, requirements: two }, ["ana", "eve"])).toMatchObject({ code: 0 });
});
