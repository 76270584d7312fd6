import { expect, test } from "vitest";
import type { Request } from "../../src/approval/request.js";
import { wrongIn } from "../../src/approval/wrong.js";
import { saidBy } from "../../src/audit/remembered.js";

const review = (person: string, decision: string) => ({ payload: { person, decision, approves: decision !== "deny" } });
const pending = (...reviews: ReturnType<typeof review>[]) =>
  ({
    state: "pending",
    asked: { revision: 1, requirements: [], askedAt: 0 },
    progress: { reviews, modifications: [], deliveries: [], fence: 0 },
  }) as unknown as Request;
const proofs = { asked: true, started: false, ended: false, genuine: true };
const logged = (...said: [string, string][]) => ({
  past: { fence: 0, revision: 1, reviews: said.map(([person, decision]) => saidBy({ person, decision })) },
  now: 1,
  stranger: undefined,
});

test("a record that has as many reviews as the log, and other ones, was set back", () => {
  expect(wrongIn(pending(review("bo", "approve")), proofs, logged(["ana", "deny"]))).toBe("rolled_back");
  expect(wrongIn(pending(review("ana", "deny")), proofs, logged(["ana", "deny"]))).toBeUndefined();
});

test("a record may have its reviews in another order than the log, and more of them", () => {
  const record = pending(review("ana", "approve"), review("bo", "approve"), review("cy", "approve"));
  expect(wrongIn(record, proofs, logged(["bo", "approve"], ["ana", "approve"]))).toBeUndefined();
  expect(wrongIn(record, proofs, logged(["bo", "approve"], ["bo", "approve"]))).toBe("rolled_back");
});
