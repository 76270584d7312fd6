import { fromBase64url } from "../../canonical.js";
import { objectIn } from "../../json.js";

/** What a browser says that it was asked (WebAuthn Level 3, §5.8.1). */
interface ClientData {
  readonly challenge?: unknown;
  readonly origin?: unknown;
  readonly crossOrigin?: unknown;
}
export interface Expected {
  readonly digest: string;
  readonly origin: string;
  readonly rpId: string;
}

function clientData(text: string): ClientData | undefined {
  try {
    return objectIn(new TextDecoder().decode(fromBase64url(text)));
  } catch {
    return undefined;
  }
}

/** Whether everybody reads the same in it: a browser names no member twice. */
export const isPlain = (text: string): boolean => clientData(text) !== undefined;

/** Whether a page of another origin framed the one that asked: no page of ours may be framed. */
export const isFramed = (text: string): boolean => clientData(text)?.crossOrigin === true;

/** Words for a refusal. They decide nothing: it has been refused. */
export function whyNot(text: string, { digest, origin }: Expected): string {
  const said = clientData(text) ?? {};
  if (said.challenge !== digest)
    return "The passkey answered another question: this page was open while the decision changed, or the answer is an old one.";
  if (said.origin !== origin) return `The passkey was used at another address than ${origin}.`;
  return "The passkey's answer is not valid: a key of this desk, the person's own check by PIN, finger or face, and a signature that was not used before are needed.";
}
