import { beforeEach, describe, expect, test } from "vitest";
import { type Basis, verifyLogs } from "../../src/audit/verify.js";
import type { JsonObject } from "../../src/canonical.js";
import {
  type Asked,
  allowed,
  approval,
  askedCall,
  bytesOf,
  deskKey,
  digestOf,
  guardKey,
  modified,
  requested,
  sealed,
  started,
  strangerKey,
  verify,
  type Writer,
  written,
} from "./written.js";

/** What is found in a log of an asked call that is otherwise as it must be; its start is on the fifth line. */
const found = async (asked: Partial<Asked> = {}, more: (writer: Writer) => Promise<void> = async () => {}) => {
  const log = await written(async (writer) => {
    await askedCall(writer, { request: "r1", ...asked });
    await more(writer);
    await writer.commit();
  });
  const { problems, logs, executed } = await verify(bytesOf(log));
  return {
    problems: problems.map(({ line, kind }) => `${line}: ${kind}`),
    text: problems[0]?.text ?? "",
    digests: logs[0]?.digests,
    executed,
  };
};
let one: JsonObject;
beforeEach(async () => {
  one = await sealed(approval({ request: "r1" }));
});

test("an execution that carries the approval of its digest is counted", async () => {
  const { problems, digests, executed } = await found();
  expect([problems, digests, [...executed]]).toEqual([[], 1, ["r1"]]);
});

test("a modification that counts as approval is one", async () => {
  expect((await found({ review: { decision: "modify" } })).problems).toEqual([]);
});

test("a seal of the log's own key is believed, and of a desk that log.opened names", async () => {
  expect((await found({ seals: guardKey })).problems).toEqual([]);
  expect((await found({ seals: deskKey })).problems).toEqual([]);
});

test("a start that looks like an event of another kind is read all the same", async () => {
  const log = await written(async (writer) => {
    writer.note("execution.unknown", { call_id: "c1" });
    writer.note("execution.started", { call_id: "c2", policy: { verdict: "ask" } });
    await writer.commit();
  });
  expect((await verify(bytesOf(log))).problems).toMatchObject([{ line: 3, kind: "review" }]);
});

test("an allowed call needs no review, whatever it runs under", async () => {
  const log = await written(async (writer) => {
    for (const call of ["c1", "c2", "c3"]) allowed(writer, call);
    const policy = { hash: "0", rules: ["reads"], verdict: "allow" };
    for (const request_id of ["once-1", "once-2"]) {
      writer.note("execution.started", {
        call_id: "c4",
        call_digest: "d",
        policy,
        request_id,
        revision: 1,
        reviews: [],
      });
    }
    await writer.commit();
  });
  const { problems, executed } = await verify(bytesOf(log));
  expect([problems, [...executed]]).toEqual([[], ["once-1", "once-2"]]);
});

test("the digest that was executed is not the one that was approved", async () => {
  const { problems, text } = await found({ executed: digestOf("r2") });
  expect(problems).toEqual(["5: digest", "5: digest"]);
  expect(text).toContain(`executed ${digestOf("r2")}, approved ${digestOf("r1")}`);
});

describe("an execution of an asked call is found that", () => {
  test("carries no review", async () => {
    expect((await found({ reviews: [] })).problems).toEqual(["5: review"]);
    expect((await found({ reviews: {} })).problems).toEqual(["5: review"]);
    expect((await found({ reviews: [{ sig: "" }] })).problems).toEqual(["5: review"]);
  });
  test("says of no verdict that it was allow", async () => {
    for (const policy of [null, {}, { verdict: "Allow" }]) {
      expect((await found({ reviews: [], data: { policy } })).problems).toEqual(["5: review"]);
    }
  });
  test("carries a review that a stranger sealed", async () => {
    expect((await found({ seals: strangerKey })).problems).toEqual(["5: signature"]);
  });
  test("carries a review that was changed after it was sealed", async () => {
    const changed = { ...one, payload: { ...(one["payload"] as JsonObject), person: "dora" } };
    expect((await found({ reviews: [changed] })).problems).toEqual(["5: signature"]);
    expect((await found({ reviews: [{ ...one, sig: "%" }] })).problems).toEqual(["5: signature"]);
  });
  test("carries a review of another request or revision", async () => {
    expect((await found({ review: { request_id: "r9" } })).problems).toEqual(["5: review"]);
    expect((await found({ review: { revision: 7 } })).problems).toEqual(["5: review"]);
  });
  test("was approved by one who is excluded", async () => {
    const { problems, text } = await found({ review: { person: "bo" } });
    expect(problems).toEqual(["5: self-approval"]);
    expect(text).toContain("bo");
  });
  test("nobody approved", async () => {
    expect((await found({ review: { decision: "deny", approves: false } })).problems).toEqual(["5: review"]);
    expect((await found({ review: { decision: "deny", approves: true } })).problems).toEqual(["5: review"]);
    expect((await found({ review: { decision: "modify", approves: false } })).problems).toEqual(["5: review"]);
  });
  test("one person approved where two had to, even twice", async () => {
    const requirements = [{ approve: 2, approvers: { group: "finance" } }];
    expect((await found({ reviews: [one, one], data: { requirements } })).problems).toEqual(["5: review"]);
    const other = await sealed(approval({ request: "r1", review: { person: "dora" } }));
    expect((await found({ reviews: [one, other], data: { requirements } })).problems).toEqual([]);
  });
  test("was started before", async () => {
    const { problems, text } = await found({}, (writer) => started(writer, { request: "r1" }));
    expect(problems).toEqual(["7: twice"]);
    expect(text).toBe("request r1 was already started, in log.jsonl on line 5");
  });
});

test("an execution that was declared a restart is not a second one, and needs its reviews all the same", async () => {
  expect((await found({}, (writer) => started(writer, { request: "r1" }, "execution.restarted"))).problems).toEqual([]);
  const bare = await found({}, (writer) => started(writer, { request: "r1", reviews: [] }, "execution.restarted"));
  expect(bare.problems).toEqual(["7: review"]);
});

describe("over several logs", () => {
  const guardSide = (asked: Partial<Asked> = {}) =>
    written(async (writer) => {
      await started(writer, { request: "r1", ...asked });
      await writer.commit();
    });
  const deskSide = (asked: Partial<Asked> = {}) =>
    written(async (writer) => {
      requested(writer, { request: "r1", ...asked });
      await writer.commit();
    });

  test("what one says was asked is what another says was executed", async () => {
    const [guard, desk] = [bytesOf(await guardSide(), "guard"), bytesOf(await deskSide(), "desk")];
    expect((await verify(guard, desk)).problems).toEqual([]);
  });
  test("an approval of something else is found, in whatever order they come", async () => {
    const executed = digestOf("other");
    const review = { call_digest: executed };
    const [guard, desk] = [bytesOf(await guardSide({ executed, review }), "guard"), bytesOf(await deskSide(), "desk")];
    expect((await verify(guard)).problems).toEqual([]);
    const wanted = [expect.objectContaining({ log: "guard", line: 2, kind: "digest" })];
    expect((await verify(guard, desk)).problems).toEqual(wanted);
    expect((await verify(desk, guard)).problems).toEqual(wanted);
  });
  test("another revision is another question", async () => {
    const [guard, desk] = [bytesOf(await guardSide({ revision: 2 }), "guard"), bytesOf(await deskSide(), "desk")];
    expect((await verify(guard, desk)).problems).toEqual([]);
  });
  test("a second start in another process is found", async () => {
    const [first, second] = [bytesOf(await guardSide(), "first"), bytesOf(await guardSide(), "second")];
    expect((await verify(first, second)).problems).toEqual([
      expect.objectContaining({ log: "second", line: 2, kind: "twice" }),
    ]);
  });
});

test("of lines that are not those that were written, what they say is not judged", async () => {
  const log = await written(async (writer) => {
    await askedCall(writer, { request: "r1" });
    await writer.commit();
  });
  const person = log.log.indexOf('"person":"ana"', log.log.indexOf('"payload":')) + '"person":"'.length;
  log.log[person] = (log.log[person] as number) ^ 1;
  const { problems } = await verify(bytesOf(log));
  expect(problems.map(({ line, kind }) => `${line}: ${kind}`)).toEqual(["5: altered"]);
});

describe("stages", () => {
  const threshold = (approve: number) => ({ approvers: { group: "finance" }, approve });
  const staged = (...stages: readonly (readonly number[])[]): JsonObject => ({
    requirements: [{ within: "1h", stages: stages.map((anyOf, i) => ({ name: `${i}`, anyOf: anyOf.map(threshold) })) }],
  });
  const by = (...people: readonly string[]) =>
    Promise.all(people.map((person) => sealed(approval({ request: "r1", review: { person } }))));

  test("need people of their own, all together", async () => {
    const reviews = await by("ana", "dee");
    expect((await found({ reviews, data: staged([1], [1]) })).problems).toEqual([]);
    expect((await found({ reviews, data: staged([1], [2]) })).problems).toEqual(["5: review"]);
  });

  test("need what their smallest choice does, at least", async () => {
    const reviews = await by("ana");
    expect((await found({ reviews, data: staged([3, 1]) })).problems).toEqual([]);
    expect((await found({ reviews, data: staged([3, 2]) })).problems).toEqual(["5: review"]);
  });
});

describe("a call that a grant answered", () => {
  const grant = { id: "grant_0", request_id: "r0", revision: 1, call_digest: digestOf("r0") };
  const remember = { scope: "same call", for: 1000, uses: 1 };
  const given = (review: JsonObject = {}) => sealed(approval({ request: "r0", review: { remember, ...review } }));
  const granted = async (review: JsonObject, more: (writer: Writer) => void = () => {}) => {
    const log = await written(async (writer) => {
      more(writer);
      await writer.commit();
      await started(writer, { request: "r1", reviews: [review], data: { grant } });
      await writer.commit();
    });
    return (await verify(bytesOf(log))).problems.map(({ line, kind }) => `${line}: ${kind}`);
  };

  test("carries the reviews of the request that the grant came from", async () => {
    expect(await granted(await given())).toEqual([]);
    expect(await granted(await given(), (writer) => requested(writer, { request: "r0" }))).toEqual([]);
  });

  test("is not answered by reviews that were for one call only", async () => {
    expect(await granted(await sealed(approval({ request: "r0" })))).toEqual(["2: review"]);
  });

  test("is not answered by reviews of a request that is not the grant's", async () => {
    expect(await granted(await given({ request_id: "r9" }))).toEqual(["2: review"]);
  });

  test("is not answered by one of its own people", async () => {
    expect(await granted(await given({ person: "bo" }))).toEqual(["2: self-approval"]);
  });

  test("is not answered by fewer than the grant's request asked for, nor by reviews of another view of it", async () => {
    const requirements = [{ approve: 2, approvers: { group: "finance" } }];
    const asked = (more: JsonObject) => (writer: Writer) => requested(writer, { request: "r0" }, more);
    expect(await granted(await given(), asked({ requirements }))).toEqual(["3: review"]);
    expect(await granted(await given(), asked({ view_digest: "another" }))).toEqual(["3: digest"]);
  });

  test("is one of no more than people gave it for, and a call that is started again is one", async () => {
    const also = (key: string) => async (review: JsonObject) => {
      const log = await written(async (writer) => {
        await started(writer, { request: "r1", reviews: [review], data: { grant, key: "first" } });
        await started(writer, { request: "r2", reviews: [review], data: { grant, key } });
        await writer.commit();
      });
      return (await verify(bytesOf(log))).problems.map(({ line, kind }) => `${line}: ${kind}`);
    };
    const twice = { remember: { ...remember, uses: 2 } };
    expect(await also("first")(await given())).toEqual([]);
    expect(await also("second")(await given())).toEqual(["3: review"]);
    expect(await also("second")(await given(twice))).toEqual([]);
  });

  test("is not one that people were asked about", async () => {
    expect(await granted(await given(), (writer) => requested(writer, { request: "r1" }))).toEqual(["3: review"]);
  });
});

describe("a start is held against what was asked, wherever that is told: found is", () => {
  test("an asked call that says it was allowed, with or without people's names", async () => {
    const policy = { hash: "0".repeat(64), rules: ["reads"], verdict: "allow" };
    expect((await found({ reviews: [], data: { policy, requirements: [] } })).problems).toEqual(["5: review"]);
    expect((await found({ seals: strangerKey, data: { policy } })).problems).toEqual(["5: signature"]);
    const again = await found({}, (writer) =>
      started(writer, { request: "r1", reviews: [], data: { policy, requirements: [] } }, "execution.restarted"),
    );
    expect(again.problems).toEqual(["7: review"]);
  });

  const asking = async (ask: (writer: Writer) => void, asked: Partial<Asked> = {}, revision = 1) => {
    const log = await written(async (writer) => {
      ask(writer);
      await writer.commit();
      await started(writer, { request: "r1", revision, ...asked });
      await writer.commit();
    });
    const { problems, logs } = await verify(bytesOf(log));
    return [...problems.map(({ line, kind }) => `${line}: ${kind}`), `${logs[0]?.digests} as approved`];
  };
  const revised =
    (more: JsonObject = {}) =>
    (writer: Writer) => {
      requested(writer, { request: "r1" });
      modified(writer, { request: "r1", revision: 2 }, more);
    };

  test("a review of another view than the one that was asked, or a start that names another", async () => {
    const ask = (writer: Writer) => requested(writer, { request: "r1" }, { view_digest: "what was asked" });
    expect(await asking(ask)).toEqual(["3: digest", "0 as approved"]);
    const view = { view_digest: "what was asked" };
    expect(await asking(ask, { data: view })).toEqual(["3: digest", "0 as approved"]);
    expect(await asking(ask, { data: view, review: view })).toEqual(["1 as approved"]);
    expect(await asking(revised({ view_digest: "what was asked" }), {}, 2)).toEqual(["4: digest", "0 as approved"]);
  });

  test("a call that is none of those that were asked and modified to", async () => {
    const executed = digestOf("other");
    const other = { executed, review: { call_digest: executed } };
    expect(await asking(revised(), other, 2)).toEqual(["4: digest", "0 as approved"]);
    expect(await asking(revised(), {}, 2)).toEqual(["1 as approved"]);
  });

  test("a revision that was modified into another", async () => {
    expect(await asking(revised())).toEqual(["4: digest", "0 as approved"]);
  });

  test("a requirement that was dropped or lowered, of whatever revision", async () => {
    const two = [{ approve: 2, approvers: { group: "finance" } }];
    const ask = (writer: Writer) => requested(writer, { request: "r1" }, { requirements: two });
    expect(await asking(ask)).toEqual(["3: review", "0 as approved"]);
    const revise = (writer: Writer) => {
      ask(writer);
      modified(writer, { request: "r1", revision: 2 });
    };
    expect(await asking(revise, {}, 2)).toEqual(["4: review", "0 as approved"]);
    expect(await asking(revised({ requirements: two }), {}, 2)).toEqual(["4: review", "0 as approved"]);
  });

  test("an approval by who was excluded when it was asked, or wrote a revision of it", async () => {
    const ask = (writer: Writer) => requested(writer, { request: "r1" }, { excluded: ["ana"] });
    expect(await asking(ask)).toEqual(["3: self-approval", "0 as approved"]);
    const byDora = { review: { person: "dora" } };
    expect(await asking(revised(), byDora, 2)).toEqual(["4: self-approval", "0 as approved"]);
    const modifies = { review: { person: "dora", decision: "modify" } };
    expect(await asking(revised(), modifies, 2)).toEqual(["1 as approved"]);
  });

  test("two askings of one revision that are not the same", async () => {
    const ask = (writer: Writer) => {
      requested(writer, { request: "r1" });
      requested(writer, { request: "r1" }, { view_digest: "another" });
    };
    expect(await asking(ask)).toEqual(["3: digest", "1 as approved"]);
  });
});

describe("the desks whose seals count", () => {
  const log = () =>
    written(async (writer) => {
      await askedCall(writer, { request: "r1" });
      await writer.commit();
    });
  const under = async (basis: Partial<Basis>) => {
    const { problems, logs } = await verifyLogs([bytesOf(await log())], { keys: [guardKey.publicJwk], ...basis });
    return [problems.map(({ line, kind }) => `${line}: ${kind}`), logs[0]?.seals];
  };

  test("are those that the log itself names, which the report tells", async () => {
    expect(await under({})).toEqual([[], [deskKey.keyId]]);
    expect(await under({ keys: [guardKey.publicJwk, deskKey.publicJwk] })).toEqual([[], []]);
  });
  test("are none but those that are given, where some are", async () => {
    expect(await under({ seals: [deskKey.publicJwk] })).toEqual([[], []]);
    expect(await under({ seals: [strangerKey.publicJwk] })).toEqual([["5: signature"], []]);
    expect(await under({ seals: [] })).toEqual([["5: signature"], []]);
    expect(await under({ seals: [guardKey.publicJwk] })).toEqual([["5: signature"], []]);
  });
});

test("what a log says on lines that nobody signed counts neither for nor against another", async () => {
  const good = await written(async (writer) => {
    await started(writer, { request: "r1" });
    await writer.commit();
  });
  const evil = await written(async (writer) => {
    requested(writer, { request: "r1" }, { call_digest: digestOf("r2") });
    await started(writer, { request: "r9" });
    await writer.commit();
  }, strangerKey);
  const { problems, executed } = await verify(bytesOf(good, "good"), bytesOf(evil, "evil"));
  expect(problems.map(({ log, kind }) => `${log}: ${kind}`)).toEqual(["evil: signature"]);
  expect([...executed]).toEqual(["r1"]);
});

test("a desk that only the log names is believed by the key that its seal names: others of the log are not tried", async () => {
  const reviews = [{ ...one, keyid: "another" }];
  expect(await found({ reviews })).toMatchObject({
    problems: ["5: signature"],
    text: expect.stringContaining("no genuine seal of a trusted desk"),
  });
  const log = await written(async (writer) => {
    await askedCall(writer, { request: "r1", reviews });
    await writer.commit();
  });
  const basis: Basis = { keys: [guardKey.publicJwk], seals: [strangerKey.publicJwk, deskKey.publicJwk] };
  expect((await verifyLogs([bytesOf(log)], basis)).problems).toEqual([]);
});

test.each(["call.denied", "call.cancelled", "call.expired"] as const)(
  "a start of a request that another log ends by %s is a contradiction",
  async (type) => {
    const run = await written(async (writer) => {
      await askedCall(writer, { request: "r1" });
      await writer.commit();
    });
    const ending = (request: string, reason: string) =>
      written(async (writer) => {
        writer.note(type, { call_id: "c", request_id: request, reason });
        await writer.commit();
      });
    const judged = async (end: Awaited<typeof run>) =>
      (await verify(bytesOf(end, "desk"), bytesOf(run, "guard"))).problems.map(({ log, line, kind }) => [
        log,
        line,
        kind,
      ]);
    expect(await judged(await ending("r1", "people"))).toEqual([["guard", 5, "review"]]);
    expect(await judged(await ending("r2", "people"))).toEqual([]);
    expect(await judged(await ending("r1", "rolled_back"))).toEqual([]);
  },
);
