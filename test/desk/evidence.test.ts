import { expect, test } from "vitest";
import { digest } from "../../src/canonical.js";
import { proven } from "../../src/index.js";
import { person } from "../../src/testing/testing.js";
import { asking, call, office } from "../approval/office.js";
import { one } from "../approval/replay.js";

const evidence = { id_token_sha256: "ab12", auth_time: "1767225600" };

/** The first event of a type, as data. */
const dataOf = ({ parts }: ReturnType<typeof office>, type: string) =>
  JSON.parse(parts.audit.log.events.find((event) => event.type.includes(type))?.line ?? "{}").data;

async function approvedWith(given: Record<string, string>) {
  const made = office([asking(one("finance"))]);
  const done = made.issue.attempt(call);
  const { requestId, revision, digest } = await made.people.next();
  const by = proven({ ...person("ana"), proof: "L2", evidence: given });
  await made.cs.desk.review(requestId, { decision: "approve", by, revision, digest });
  await done;
  return made;
}

test("what proved who a reviewer is stands in the log, and its hash in the sealed review", async () => {
  const made = await approvedWith(evidence);
  expect(dataOf(made, "review.recorded").evidence).toEqual(evidence);
  const [review] = dataOf(made, "execution.started").reviews;
  expect(review.payload.evidence).toBe(digest(evidence));
});

test("an identity without evidence leaves none", async () => {
  const made = await approvedWith({});
  expect(dataOf(made, "review.recorded")).not.toHaveProperty("evidence");
  expect(dataOf(made, "execution.started").reviews[0].payload).not.toHaveProperty("evidence");
});
