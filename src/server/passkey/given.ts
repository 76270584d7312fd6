import type { AuthenticationResponseJSON, RegistrationResponseJSON } from "@simplewebauthn/server";
import { objectIn } from "../../json.js";

/** No browser's answer is longer. */
const LONGEST = 32_768;
const BASE64URL = /^[\w-]+$/;
const TRANSPORT = /^[a-z-]{1,32}$/;
/** Characters of base64url. A credential id has at most 1,023 bytes, a user handle 64 (WebAuthn Level 3, §4, §5.4.3). */
const MOST = {
  id: 1364,
  clientDataJSON: 2048,
  authenticatorData: 1024,
  signature: 1024,
  userHandle: 86,
  attestationObject: 16_384,
};

/** Fills with texts of base64url, or with nothing at all. */
type Texts<Name extends string> = Readonly<Record<Name, string>>;
type Fields = Readonly<Record<string, unknown>>;

/** What `navigator.credentials.get` gave, as JSON (WebAuthn Level 3, §5.1), and no more than that; else undefined. */
export function assertionOf(text: string): AuthenticationResponseJSON | undefined {
  const given = credentialOf(text);
  const signed = given && textsOf(given.response, ["clientDataJSON", "authenticatorData", "signature"]);
  if (!given || !signed) return undefined;
  const handle = given.response["userHandle"];
  if (handle === undefined || handle === null || handle === "") return { ...given.frame, response: signed };
  const userHandle = textsOf(given.response, ["userHandle"]);
  return userHandle && { ...given.frame, response: { ...signed, ...userHandle } };
}

/** What `navigator.credentials.create` gave; else undefined. */
export function attestationOf(text: string): RegistrationResponseJSON | undefined {
  const given = credentialOf(text);
  const made = given && textsOf(given.response, ["clientDataJSON", "attestationObject"]);
  if (!given || !made) return undefined;
  const { transports } = given.response;
  const known = Array.isArray(transports)
    ? transports.filter((one) => typeof one === "string" && TRANSPORT.test(one))
    : [];
  return { ...given.frame, response: { ...made, transports: known.slice(0, 8) } };
}

function credentialOf(text: string) {
  const fields = text.length <= LONGEST ? objectIn(text) : undefined;
  const named = fields && textsOf(fields, ["id", "rawId"]);
  const response = fields && fieldsOf(fields["response"]);
  if (!named || !response || fields["type"] !== "public-key") return undefined;
  const frame = { ...named, type: "public-key", clientExtensionResults: {} } as const;
  return { frame, response };
}

function textsOf<Name extends string>(fields: Fields, names: readonly Name[]): Texts<Name> | undefined {
  const texts = names.map((name) => [name, fields[name]] as const);
  const fit = texts.every(
    ([name, text]) => typeof text === "string" && text.length <= mostOf(name) && BASE64URL.test(text),
  );
  return fit ? (Object.fromEntries(texts) as Texts<Name>) : undefined;
}

const mostOf = (name: string): number => MOST[(name === "rawId" ? "id" : name) as keyof typeof MOST];

const fieldsOf = (value: unknown): Fields | undefined =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
