import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type JsonObject, sha256 } from "../../src/canonical.js";
import { approval, guardKey, modified, requested, sealed, started, type Writer, writing } from "../audit/written.js";
import { pem, verifyRun } from "../cli/run.js";
import { folder } from "../sinks/folder.js";

const [asked, other] = [sha256("900,000 to mallory"), sha256("5 to o-1")];

/** People asked about one view, and approving what they were shown: genuine seals, over whatever stood on the card. */
async function verified(
  ask: (writer: Writer) => void,
  shown: string,
  more: { start?: JsonObject; revision?: number } = {},
) {
  const home = folder();
  const [path, key] = [join(home, "log.jsonl"), join(home, "kept.pem")];
  writeFileSync(key, pem(guardKey.publicJwk));
  const { revision = 1, start = { view_digest: shown } } = more;
  await writing(path, async (writer) => {
    ask(writer);
    await writer.commit();
    const reviews = [await sealed(approval({ request: "r1", revision, review: { view_digest: shown } }))];
    await started(writer, { request: "r1", revision, reviews, data: start });
    await writer.commit();
  });
  const { code, out } = await verifyRun(path, "--key", key);
  return [code, out[0]];
}
const once = (writer: Writer) => requested(writer, { request: "r1" }, { view_digest: asked });
const twice = (writer: Writer) => {
  requested(writer, { request: "r1" }, { view_digest: asked });
  modified(writer, { request: "r1", revision: 2 }, { view_digest: asked });
};
const FOUND = expect.stringMatching(/: digest: what was shown is not what \S+ in \S+ on line \d+ shows/);

test("a review of the card that was asked is one", async () => {
  expect(await verified(once, asked)).toEqual([0, expect.stringContaining("1 executed digest as approved")]);
});

test("a review of another card is found, whatever the start says of it", async () => {
  expect(await verified(once, other)).toEqual([1, FOUND]);
  expect(await verified(once, other, { start: { view_digest: asked } })).toEqual([1, FOUND]);
  expect(await verified(once, other, { start: {} })).toEqual([1, FOUND]);
});

test("so is one of a revision that a modification made", async () => {
  expect(await verified(twice, asked, { revision: 2 })).toEqual([0, expect.anything()]);
  expect(await verified(twice, other, { revision: 2 })).toEqual([1, FOUND]);
});
