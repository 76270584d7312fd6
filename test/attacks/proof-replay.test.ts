import { describe, expect, test } from "vitest";
import { createCountersign, proven } from "../../src/index.js";
import { policy } from "../../src/policy.js";
import { withPasskeys } from "../../src/server/passkey.js";
import { createHandler, type SignIn } from "../../src/server/server.js";
import { memoryStore } from "../../src/stores/memory.js";
import { memoryLog } from "../../src/testing/memory-log.js";
import { approve, person } from "../../src/testing/testing.js";
import { authenticator } from "../server/authenticator.js";
import { visitor } from "../server/console-forms.js";
import { asked, BASE, deskServer, headerSignIn } from "../server/desk-server.js";
import { RP } from "../server/passkey-desk.js";

type At = Parameters<typeof visitor>[0];
type Visitor = ReturnType<typeof visitor>;
/** What a passkey says of itself that is synced between devices: it counts nothing. */
const SYNCED = { counter: 0, flags: 29 };

/** A sign-in at which whoever has proven a digest once is proven for it, as by the proof cookie of `oidcSignIn`. */
function withProofs(): { readonly signIn: SignIn; readonly proofs: Set<string> } {
  const proofs = new Set<string>();
  const signIn: SignIn = {
    ...headerSignIn,
    async stepUp(request, { digest }) {
      const [subject = ""] = (request.headers.get("x-person") ?? "").split(" ");
      if (!proofs.has(digest)) return new Response(digest, { status: 403 });
      return proven({ ...person(subject), proof: "L2", evidence: { nonce: digest } });
    },
  };
  return { signIn, proofs };
}

/** Requests as `deskServer` sends them, to another handler. */
const served = (handle: ReturnType<typeof createHandler>): At => ({
  send(path, { as = "", ...init } = {}) {
    const headers = new Headers(init.headers);
    headers.set("x-person", as);
    return handle(new Request(BASE + path, { redirect: "manual", ...init, headers }));
  },
});

const challengeIn = (html: string): string => /challenge&quot;:&quot;([\w-]{43})/.exec(html)?.[1] ?? "";

/** A request of eve's: two must approve, two may deny, each approval is proven by itself. Ana has a synced passkey. */
async function atRequest(proof: "L2" | "L3") {
  const { signIn: inner, proofs } = withProofs();
  const signIn = withPasskeys(inner, { ...RP, store: memoryStore() });
  const desk = deskServer([asked({ approve: 2, deny: 2, proof })], signIn);
  const { message, done } = await desk.waiting();
  const path = `/requests/${message.requestId}`;
  const ana = visitor(desk, "ana");
  const device = authenticator(RP);
  const adding = /adding=([\w-]{22})/.exec((await ana.open("/sign-in/passkeys")).html)?.[1] ?? "";
  proofs.add((await ana.open(`/sign-in/passkeys/add?adding=${adding}`)).html);
  const add = await ana.open(`/sign-in/passkeys/add?adding=${adding}`);
  const creation = /data-creation="([^"]*)"/.exec(add.html)?.[1]?.replaceAll("&quot;", '"') ?? "";
  await ana.submit("/sign-in/passkeys/add", { adding, attestation: device.create(JSON.parse(creation), SYNCED) });
  const decide = async (fields: Record<string, string>, as = ana) => {
    const bound = as.hidden((await as.open(path)).html);
    return as.submit(`${path}/decide`, { ...bound, typed: "o-17", ...fields });
  };
  /** Proves what the page of a step-up asks, as that page has its form and `jar` the browser's cookies. */
  const stepUp = (as: Visitor, html: string, assertion: string) =>
    as.submit(`${path}/step-up`, { ...as.hidden(html), assertion });
  const assertionOf = (html: string) => (proof === "L3" ? device.get({ challenge: challengeIn(html) }, SYNCED) : "");
  /** Ana's approval with its proof, and all that an attacker can have of it: its form, its cookies, what the log tells. */
  const approves = async (at: At = desk) => {
    const browser = visitor(at, "ana");
    const { html } = await decide({ decision: "approve" }, browser);
    if (proof === "L2") proofs.add((await browser.open(`${path}/step-up/start`)).html);
    const [assertion, jar] = [assertionOf(html), new Map(browser.jar)];
    return { html, jar, assertion, after: await stepUp(browser, html, assertion) };
  };
  const replay = ({ html, jar, assertion }: Awaited<ReturnType<typeof approves>>, at: At = desk) => {
    const thief = visitor(at, "ana");
    for (const [name, value] of jar) thief.jar.set(name, value);
    return stepUp(thief, html, assertion);
  };
  const denies = () => decide({ decision: "deny" });
  const says = async () => {
    const shown = await desk.cs.desk.show(message.requestId, proven({ ...person("ana"), proof: "L1", evidence: {} }));
    return shown?.you.said;
  };
  return { ...desk, message, done, path, ana, decide, stepUp, assertionOf, approves, denies, says, replay, signIn };
}

const LEVELS = ["L2", "L3"] as const;

test.each(LEVELS)("a decision that was proven at %s counts", async (proof) => {
  const { approves, says } = await atRequest(proof);
  expect((await approves()).after.html).toContain("Your answer is recorded.");
  expect(await says()).toBe("approve");
});

test.each(LEVELS)("a proof at %s makes no approval again of what its owner has denied since", async (proof) => {
  const { approves, denies, replay, says } = await atRequest(proof);
  const first = await approves();
  await denies();
  expect((await replay(first)).html).not.toContain("Your answer is recorded.");
  expect(await says()).toBe("deny");
});

test.each(LEVELS)("nor at %s in another process on the same store, as after a restart", async (proof) => {
  const { approves, denies, replay, says, parts, signIn } = await atRequest(proof);
  const first = await approves();
  await denies();
  const audit = { ...parts.audit, log: memoryLog() };
  const other = createCountersign({ ...parts, audit, policy: policy({ id: "p", rules: [asked()] }) });
  const { html } = await replay(first, served(createHandler(other.desk, { path: "/countersign", signIn })));
  expect(html).toContain("You have answered since");
  expect(await says()).toBe("deny");
});

test("a passkey's answer fits no cookie that an attacker makes of the decision", async () => {
  const { approves, denies, replay, says, message } = await atRequest("L3");
  const first = await approves();
  await denies();
  const given = JSON.parse(Buffer.from(first.jar.get("cs_decision") ?? "", "base64url").toString());
  for (const change of [
    { after: 2 },
    { after: undefined },
    { after: "2" },
    { at: given.at + 1, after: 2 },
    { requestId: message.requestId },
  ]) {
    const cookie = Buffer.from(JSON.stringify({ ...given, ...change })).toString("base64url");
    const { status } = await replay({ ...first, jar: new Map([...first.jar, ["cs_decision", cookie]]) });
    expect(status).toBeLessThan(500);
    expect(await says()).toBe("deny");
  }
});

test("a proof that comes in while its owner denies makes no approval after that", async () => {
  const { approves, denies, message, cs } = await atRequest("L3");
  await approves();
  await denies();
  const by = proven({ ...person("ana"), proof: "L3", evidence: {} });
  const { requestId, revision, digest } = message;
  const late = { decision: "approve", by, revision, digest, after: 0 } as const; // it was checked before the denial was there
  expect(await cs.desk.review(requestId, late)).toMatchObject({ result: "needs_step_up" });
  expect(await cs.desk.review(requestId, { ...late, after: 2 })).toMatchObject({ result: "recorded" });
});

test("a proof that was kept for longer than a decision waits counts for nothing", async () => {
  const { clock, ana, decide, says, stepUp, assertionOf } = await atRequest("L3");
  const { html } = await decide({ decision: "approve" });
  const assertion = assertionOf(html);
  await clock.advance("16m");
  await stepUp(ana, html, assertion);
  expect(await says()).toBe("nothing");
  const again = await decide({ decision: "approve" });
  await stepUp(ana, again.html, assertionOf(again.html));
  expect(await says()).toBe("approve");
});

describe("an honest person", () => {
  test("approves again after a denial, with a proof of its own", async () => {
    const { approves, denies, says } = await atRequest("L3");
    await approves();
    await denies();
    expect((await approves()).after.html).toContain("Your answer is recorded.");
    expect(await says()).toBe("approve");
  });
  test("proves what they meant, whatever others answer meanwhile", async () => {
    const { ana, decide, stepUp, assertionOf, message, done } = await atRequest("L3");
    const { html } = await decide({ decision: "approve" });
    await message.answer(approve("bo", { proof: "L3" }));
    await stepUp(ana, html, assertionOf(html));
    expect(await done).toMatchObject({ ok: true });
  });
  test("who sends it twice has said so once", async () => {
    const { approves, replay, says } = await atRequest("L3");
    expect((await replay(await approves())).html).toContain("You have already said so.");
    expect(await says()).toBe("approve");
  });
  test("whose proven answer could not be taken sends the very same once more", async () => {
    const { cs, signIn, approves, replay, says } = await atRequest("L3");
    let tries = 0;
    const desk: typeof cs.desk = {
      ...cs.desk,
      review: async (...given) =>
        tries++ === 0 ? { result: "directory_unknown", why: "Not recorded." } : cs.desk.review(...given),
    };
    const at = served(createHandler(desk, { path: "/countersign", signIn }));
    const first = await approves(at);
    expect([first.after.status, await says()]).toEqual([503, "nothing"]);
    await replay(first);
    expect(await says()).toBe("approve");
  });
});
