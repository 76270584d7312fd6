import { combine } from "../../src/approval/combine.js";
import { countsFor } from "../../src/approval/eligible.js";
import {
  claimed,
  ended,
  excludedNow,
  LEASE,
  lapsed,
  MAX_RESTARTS,
  reviewed,
  revised,
} from "../../src/approval/lifecycle.js";
import { type Asked, FRESH, NEVER, type Request } from "../../src/approval/request.js";
import type { ReviewPayload, Sealed } from "../../src/approval/review.js";
import { satisfiable } from "../../src/approval/satisfiable.js";
import { tally } from "../../src/approval/tally.js";
import type { Person } from "../../src/people/person.js";
import type { Right } from "../../src/people/right.js";
import type { Requirement } from "../../src/policy/requirement.js";
import { check, type Test } from "../../src/testing/check.js";

const finance = { approvers: { group: "finance" }, within: "30m" } satisfies Requirement;
const two = { ...finance, approve: 2, deny: 2 } satisfies Requirement;
const combined = (...all: Requirement[]) => combine(all);
const everybody = () => "own" as const;

function sealed(person: string, decision: ReviewPayload["decision"], more: Partial<ReviewPayload> = {}): Sealed {
  const { slots } = countsFor(combined(finance), everybody, "L1", 0);
  const vetoes = [...combined(finance).vetoes, ...combined(two).vetoes].map(({ name }) => name);
  const payload: ReviewPayload = {
    v: 1,
    tenant: "t",
    environment: null,
    request_id: "r",
    revision: 1,
    call_digest: "c",
    view_digest: "v",
    decision,
    approves: decision === "approve",
    person,
    issuer: "i",
    subject: person,
    proof: "L1",
    slots,
    vetoes,
    prev: "",
    issued_at: 0,
    ...more,
  };
  return { payload, keyid: "k", sig: "" };
}

function request(requirement: Requirement, more: Partial<Request> = {}): Request {
  const asked = {
    requirements: [requirement],
    excluded: ["owner"],
    authors: [],
    askedAt: 0,
    idempotent: false,
    revision: 1,
  } as unknown as Asked;
  return {
    id: "r",
    tenant: "t",
    key: "k",
    version: 1,
    state: "pending",
    due: 30 * 60_000,
    tags: [],
    asked,
    progress: FRESH,
    ...more,
  };
}
const after = (before: Request, [next]: ReturnType<typeof reviewed>): Request => ({
  ...before,
  ...next,
  asked: next.asked ?? before.asked,
});
const payloads = (...all: Sealed[]) => all.map(({ payload }) => payload);

/** The rules of approval as pure functions, in every runtime; `test/approval` has them for requirements of any shape. */
export function suite(test: Test): void {
  combining(test);
  counting(test);
  ending(test);
  modifying(test);
}

function combining(test: Test): void {
  test("combining is idempotent, and order does not matter", async () => {
    const text = (...all: Requirement[]) => JSON.stringify(combined(...all));
    check(text(finance, finance) === text(finance), "the same twice is another requirement");
    check(text(finance, two) === text(two, finance), "the order matters");
  });
  test("requirements that differ are all kept: the first never wins, and none is met by nobody", async () => {
    const security = { approvers: { group: "security" }, within: "5m" } satisfies Requirement;
    check(combined(finance, two).needs.length === 2, "1 of finance and 2 of finance are not 2 of finance");
    const both = combined(finance, security);
    check(both.needs.length === 2 && both.vetoes.length === 2 && both.within === 300_000, "one of two won");
    check(tally(combined(), payloads(sealed("ana", "approve"))).state === "open", "no requirement was met");
  });
  test("who modifies may approve only where one person decides", async () => {
    check(combined(finance).modify === "approve" && combined(two).modify === "author", "modify by more than one");
  });
}

function counting(test: Test): void {
  test("people are counted, not clicks", async () => {
    const twice = tally(combined(two), payloads(sealed("ana", "approve"), sealed("ana", "approve")));
    check(twice.state === "open", "one person filled two places");
    check(
      tally(combined(two), payloads(sealed("ana", "approve"), sealed("bo", "approve"))).state === "approved",
      "two people did not",
    );
  });
  test("a person's newest review counts", async () => {
    check(
      tally(combined(finance), payloads(sealed("ana", "approve"), sealed("ana", "deny"))).state === "denied",
      "the older one counted",
    );
    check(
      tally(combined(two), payloads(sealed("ana", "deny"), sealed("bo", "deny"), sealed("bo", "approve"))).state ===
        "open",
      "a deny taken back counted",
    );
  });
  test("denies come first, and are never dropped", async () => {
    const both = payloads(sealed("ana", "approve"), sealed("bo", "deny"));
    check(tally(combined(finance), both, new Set(["bo"])).state === "denied", "an approve beat a deny");
    check(
      tally(combined(finance), payloads(sealed("ana", "approve")), new Set(["ana"])).state === "open",
      "a dropped approve counted",
    );
  });
  test("escalation adds people after its time, and takes nobody away", async () => {
    const later: Requirement = { ...finance, escalate: [{ after: 600_000, to: { role: "cfo" } }] };
    const requirement = combined(later);
    const cfo = (selector: object): Right => ("role" in selector ? "own" : "none");
    check(countsFor(requirement, cfo, "L1", 9 * 60_000).slots.length === 0, "too early");
    check(countsFor(requirement, cfo, "L1", 10 * 60_000).slots.length === 1, "not at its time");
    check(
      countsFor(requirement, (one) => ("group" in one ? "own" : "none"), "L1", 11 * 60_000).slots.length === 1,
      "the first people lost their place",
    );
  });
  test("an approve below the proof fills nothing, a deny needs only L1", async () => {
    const strict = countsFor(combined({ ...finance, proof: "L3" }), everybody, "L2", 0);
    check(strict.slots.length === 0 && strict.vetoes.length === 1, "the proof was not asked of approve alone");
  });
  test("what the directory cannot say is not taken for no, nor for yes", async () => {
    const counts = countsFor(combined(finance), () => "unknown", "L4", 0);
    check(counts.unknown && counts.slots.length === 0 && counts.vetoes.length === 0, "unknown counted");
  });
  test("satisfiable counts active humans who are not excluded, also for denying", async () => {
    const person = (id: string, more: Partial<Person> = {}): Person => ({
      id,
      kind: "human",
      active: true,
      identities: [],
      groups: ["finance"],
      roles: [],
      ...more,
    });
    const list = [
      person("ana"),
      person("bot", { kind: "service" }),
      person("gone", { active: false }),
      person("owner"),
    ];
    const pool = () => new Map(list.map((one) => [one.id, one]));
    check(satisfiable(combined(finance), pool, new Set(["owner"])).eligible === 1, "somebody else was counted");
    check(
      satisfiable(combined({ ...finance, deny: 2 }), pool, new Set(["owner"])).missing.length > 0,
      "nobody could have denied it",
    );
  });
}

function ending(test: Test): void {
  test("time is applied by the store's clock: pending, approved and executing all end", async () => {
    const at = (state: Request["state"], due: number) => lapsed(request(finance, { state, due }), 30 * 60_000);
    check(at("pending", NEVER)?.state === "expired", "a late decision was possible");
    check(
      at("approved", 30 * 60_000)?.state === "expired" && at("approved", 30 * 60_000 + 1) === undefined,
      "use-by is off by one",
    );
    check(at("executing", 30 * 60_000)?.state === "unknown", "a lost lease was not noticed");
  });
  test("no final state lapses into another", async () => {
    for (const state of ["denied", "expired", "cancelled", "succeeded", "failed", "unknown"] as const)
      check(lapsed(request(finance, { state, due: 0 }), Number.MAX_SAFE_INTEGER) === undefined, `${state} changed`);
  });
  test("a claim counts one more fence and takes a lease; nothing leads back to approved", async () => {
    const next = claimed(request(finance, { state: "approved" }), 1000);
    check(next.state === "executing" && next.progress.fence === 1 && next.due === 1000 + LEASE, "the claim is another");
  });
  test("an idempotent execution is started again a few times, then it is unknown", async () => {
    const asked = { ...request(finance).asked, idempotent: true };
    const lost = (restarts: number) =>
      lapsed(request(finance, { state: "executing", due: 0, asked, progress: { ...FRESH, fence: 1 + restarts } }), 1);
    check(
      lost(MAX_RESTARTS - 1) === undefined && lost(MAX_RESTARTS)?.state === "unknown",
      "it was started for ever, or never",
    );
  });
  test("an eligible deny ends an approval that waits for its run", async () => {
    const approved = after(request(finance), reviewed(request(finance), sealed("ana", "approve"), 1000));
    const withdrawn = after(approved, reviewed(approved, sealed("bo", "deny"), 2000));
    check(
      approved.state === "approved" && withdrawn.state === "denied" && withdrawn.progress.why === "withdrawn",
      "the deny came too late",
    );
  });
  test("an approval is to be used within its time, counted from the approval", async () => {
    const approved = after(request(finance), reviewed(request(finance), sealed("ana", "approve"), 1000));
    check(approved.due === 1000 + 30 * 60_000, "use-by is another");
  });
}

function modifying(test: Test): void {
  const asked = (more: Partial<Asked> = {}): Asked => ({ ...request(finance).asked, revision: 2, ...more });
  test("a new revision voids the reviews, and every author stays excluded", async () => {
    const reviewedOnce = after(request(two), reviewed(request(two), sealed("ana", "approve"), 1000));
    const second = after(reviewedOnce, revised(reviewedOnce, asked(), sealed("bo", "modify"), 2000));
    check(second.progress.reviews.length === 0, "a review of another revision counts");
    check(
      ["owner", "bo"].every((id) => excludedNow(second).has(id)),
      "an author may approve",
    );
    const third = after(second, revised(second, asked({ revision: 3 }), sealed("cy", "modify"), 3000));
    check(
      ["bo", "cy"].every((id) => excludedNow(third).has(id)),
      "the first author was forgotten",
    );
  });
  test("a modification that counts as approval decides where one person does, and its author is excluded from then on", async () => {
    const [next, answer] = revised(
      request(finance),
      asked(),
      sealed("ana", "modify", { approves: true, revision: 2 }),
      1000,
    );
    check(answer === "resolved" && next.state === "approved", "it did not count");
    check(
      excludedNow({ ...request(finance), ...next, asked: asked() }).has("ana"),
      "the author may review a later revision",
    );
  });
  test("the deadline never moves later, whatever the new requirement says", async () => {
    const longer = asked({ requirements: [{ ...finance, within: "2h" }] });
    check(revised(request(finance), longer, sealed("ana", "modify"), 1000)[0].due === 30 * 60_000, "it moved");
  });
  test("what has ended keeps what happened until then", async () => {
    const pending = after(request(two), reviewed(request(two), sealed("ana", "approve"), 1000));
    check(ended(pending, "cancelled", "stop").progress.reviews.length === 1, "the reviews are gone");
  });
}
