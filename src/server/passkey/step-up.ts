import type { AuthenticationResponseJSON } from "@simplewebauthn/server";
import { toBase64url } from "../../canonical.js";
import { type Identity, isProven, proven } from "../../people/identity.js";
import { LEVELS } from "../../people/person.js";
import type { Need, Place } from "../sign-in.js";
import { type Checked, check } from "./check.js";
import { formOf } from "./form.js";
import { assertionOf } from "./given.js";
import { handleOf } from "./handle.js";
import { ATTEMPTS } from "./kept.js";
import { originAt } from "./origin.js";
import { messagePage } from "./pages.js";
import type { Parts } from "./parts.js";
import { atWrongAddress } from "./refusals.js";

const UNKNOWN = "This is none of your passkeys here. Use one of yours, or add this one to the desk first.";
const MALFORMED = "The passkey's answer cannot be read. Go back and use the passkey again.";
const BUSY = "The passkey was used for something else at the same moment. Go back and use it again.";
const ASSERT = "This decision needs your passkey. Go back and use it there; the page needs JavaScript for that.";
const MORE = "This decision needs an own key (L4). A passkey cannot give that proof.";

/** Proves one decision by a passkey: the assertion in the posted form, or else what the wrapped sign-in can prove. */
export async function stepUp(parts: Parts, request: Request, need: Need, place: Place): Promise<Identity | Response> {
  const { signIn, settings } = parts;
  const by = await signIn.who(request, place);
  if (!isProven(by)) return by;
  const refuse = (text: string) => refusal(need, place, text);
  const text = (await formOf(request))?.get("assertion") ?? "";
  const wanted = LEVELS[need.proof];
  if (signIn.stepUp && (wanted > LEVELS.L3 || (text === "" && wanted < LEVELS.L3)))
    return signIn.stepUp(request, need, place);
  if (wanted > LEVELS.L3) return refuse(MORE);
  if (text === "") return refuse(ASSERT);
  const origin = originAt(settings, place);
  if (!origin) return atWrongAddress(place, settings);
  const assertion = assertionOf(text);
  if (!assertion) return refuse(MALFORMED);
  const checked = await used(parts, by, assertion, { digest: need.digest, origin, rpId: settings.rpId });
  if (typeof checked === "string") return refuse(checked);
  return proven({ issuer: by.issuer, subject: by.subject, proof: "L3", evidence: checked.evidence });
}

/** Verified, and counted before it counts: an old answer of the device is no second one. */
async function used(
  { kept }: Parts,
  by: Identity,
  assertion: AuthenticationResponseJSON,
  expected: Parameters<typeof check>[2],
): Promise<Checked | string> {
  const { userHandle } = assertion.response;
  if (userHandle !== undefined && userHandle !== toBase64url(handleOf(by))) return UNKNOWN;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const passkey = await kept.find(assertion.id, by);
    if (!passkey) return UNKNOWN;
    const checked = await check(assertion, passkey, expected);
    if (typeof checked === "string" || (await kept.use(passkey, checked.counter))) return checked;
  }
  return BUSY;
}

const refusal = (need: Need, place: Place, text: string): Response =>
  messagePage(place, {
    status: 403,
    title: "Not proven",
    text: `${text} Nothing was recorded.`,
    back: { href: need.next, label: "Back" },
  });
