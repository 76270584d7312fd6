import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { isProven } from "../../src/people/identity.js";
import { withPasskeys } from "../../src/server/passkey.js";
import { asking, call, office } from "../approval/office.js";
import { authenticator } from "../server/authenticator.js";
import { passkeyDesk, RP, signInOf } from "../server/passkey-desk.js";
import { pageOf } from "./examples.js";

const DOCS = join(import.meta.dirname, "../../docs");
const page = pageOf(DOCS, "passkeys.md");
const [script = ""] = [...readFileSync(join(DOCS, "passkeys.md"), "utf8").matchAll(/^```sh\n([\s\S]*?)^```/gm)].map(
  ([, block]) => block,
);

/** An approval of a real request that asks for L3, and the evidence that it leaves. */
async function approved(kind: Parameters<typeof authenticator>[1]) {
  const { issue, people, cs } = office([asking({ approvers: { group: "finance" }, proof: "L3", within: "1h" })]);
  await issue.attempt(call, { key: "k", hold: 0 });
  const { requestId, revision, digest } = await people.next();
  const desk = passkeyDesk({ signIn: signInOf("test") });
  const { device } = await desk.add("ana", authenticator(RP, kind));
  const by = await desk.decide("ana", digest, { assertion: device.get({ challenge: digest }) });
  if (!isProven(by)) throw new Error("not proven");
  const { result } = await cs.desk.review(requestId, { decision: "approve", by, revision, digest });
  return { result, digest, evidence: by.evidence };
}

function checked(evidence: object): string {
  const folder = mkdtempSync(join(tmpdir(), "passkey-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "evidence.json"), JSON.stringify(evidence, null, 2));
  return execFileSync("sh", ["-c", script], { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

test.each(["ES256", "EdDSA", "RS256"] as const)(
  "an approval by %s is resolved at L3, and checks with openssl",
  async (kind) => {
    const { result, digest, evidence } = await approved(kind);
    expect(result).toBe("resolved");
    const said = checked(evidence);
    expect(said).toMatch(/^(Verified OK|Signature Verified Successfully)$/m);
    expect(said).toContain(`"challenge":"${digest}"`);
    expect(said).toContain("RP ID: review.acme.com\npresent and checked\n");
  },
);

test.each(["ES256", "EdDSA", "RS256"] as const)(
  "an approval by %s whose evidence was changed does not check",
  async (kind) => {
    const { evidence } = await approved(kind);
    for (const name of ["public_key", "client_data", "authenticator_data", "signature"])
      expect(outcome(() => checked({ ...evidence, [name]: changed(evidence[name]) }))).not.toMatch(
        /Verified (OK|Succ)/,
      );
  },
);

/** One bit of its last byte. */
function changed(base64 = ""): string {
  const bytes = Buffer.from(base64, "base64");
  return Buffer.concat([bytes.subarray(0, -1), Buffer.from([(bytes.at(-1) ?? 0) ^ 1])]).toString("base64");
}

function outcome(act: () => string): string {
  try {
    return act();
  } catch (error) {
    return String((error as { stdout?: unknown }).stdout);
  }
}

test("the page's example compiles, and its links lead somewhere", () => {
  expect(page.deadLinks).toEqual([]);
  const imports = `import type { Store } from "../../src/index.js";
import { withPasskeys } from "../../src/server/passkey.js";
import type { SignIn } from "../../src/server/sign-in.js";
declare const companySignIn: SignIn;
declare const store: Store;`;
  expect(page.complaints(imports)).toEqual([]);
  expect(withPasskeys).toBeTypeOf("function");
});
