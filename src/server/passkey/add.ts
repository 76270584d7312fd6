import { type Identity, isProven } from "../../people/identity.js";
import { LEVELS, samePrincipal } from "../../people/person.js";
import { redirect } from "../sign-in/answers.js";
import { addedOf, creationOf, digestOf, isAdding } from "./adding.js";
import { formOf } from "./form.js";
import { attestationOf } from "./given.js";
import { MOST } from "./kept.js";
import { addPage, messagePage } from "./pages.js";
import type { Parts, Visit } from "./parts.js";

/** GET: a sign-in for this adding, and then the page that makes the passkey. It keeps nothing. */
export async function askAdd(parts: Parts, visit: Visit): Promise<Response> {
  const adding = new URL(visit.place.url).searchParams.get("adding");
  if (!isAdding(adding)) return redirect(303, listAt(visit));
  const proof = await prove(parts, visit, adding);
  if (!isProven(proof)) return proof;
  const have = await parts.kept.of(visit.by);
  const creation = await creationOf(parts.settings, visit.by, digestOf(parts.settings, visit.by, adding), have);
  return addPage(visit.place, { creation, adding });
}

/** POST: the passkey that the browser made. */
export async function addFrom(parts: Parts, visit: Visit): Promise<Response> {
  const { kept, settings } = parts;
  const form = await formOf(visit.request);
  const adding = form?.get("adding");
  if (!isAdding(adding)) return failed(visit, 400, "The form is not that of the page. Start again.");
  const given = form?.get("attestation") ?? "";
  if (given === "") return failed(visit, 400, "The browser made no passkey: that needs JavaScript, and your consent.");
  const proof = await prove(parts, visit, adding);
  if (!isProven(proof))
    return failed(visit, 403, "Your sign-in for this is too old, or of somebody else. Start again.");
  const attestation = attestationOf(given);
  const digest = digestOf(settings, visit.by, adding);
  const made = attestation && (await addedOf(attestation, { digest, origin: visit.origin, rpId: settings.rpId }));
  if (!made) return failed(visit, 400, UNFIT);
  const { counter, ...added } = made;
  const result = await kept.add(visit.by, { ...added, addedBy: proof.proof, adding: digest }, counter);
  if (result === "taken" && (await kept.find(added.credential, visit.by))?.cose !== added.cose)
    return failed(visit, 409, "This passkey is known here already, or was removed. Make a new one.");
  if (result === "used") return failed(visit, 409, "Your sign-in for this has added a passkey already. Start again.");
  if (result === "full") return failed(visit, 409, `You have ${MOST} passkeys: remove one to add another.`);
  return redirect(303, listAt(visit));
}

const UNFIT =
  "This is not a passkey that counts here: it must be made on this page, with your own check by PIN, finger or face, as an ES256, Ed25519 or RS256 key.";

/** Who signs in for this adding, at L2 or better and the same as the session's; a Response leads there, or says why not. */
async function prove({ signIn, settings }: Parts, visit: Visit, adding: string): Promise<Identity | Response> {
  const { request, place, by } = visit;
  if (!signIn.stepUp)
    return settings.withoutStepUp === "session"
      ? by
      : failed(visit, 403, "This desk's sign-in cannot ask you to sign in again, and a session alone adds no passkey.");
  const next = `${listAt(visit)}/add?adding=${adding}`;
  const proof = await signIn.stepUp(request, { proof: "L2", digest: digestOf(settings, by, adding), next }, place);
  if (!isProven(proof)) return proof;
  if (samePrincipal(proof, by) && LEVELS[proof.proof] >= LEVELS.L2) return proof;
  return failed(visit, 403, "You signed in again as somebody else, or not well enough. Start again.");
}

const listAt = ({ base }: Visit): string => `${base}/sign-in/passkeys`;

const failed = (visit: Visit, status: number, text: string): Response =>
  messagePage(visit.place, {
    status,
    title: "No passkey added",
    text: `${text} Nothing was kept.`,
    back: { href: listAt(visit), label: "Your passkeys" },
  });
