import { misuse } from "../../errors.js";
import { addressOf, type Network } from "../../wire/address.js";
import { transportName } from "../../wire/transport-name.js";
import { shareKey, signingKeys, verifyingKeys, type WebhookKey } from "../../wire/webhook-key.js";

export interface HttpOptions {
  /** Where messages are sent: https. It counts as a secret: no error shows more than its host. */
  readonly url: string;
  /**
   * What they are signed with: `whsec_` and the base64 of 24 to 64 random bytes (HMAC, `v1`), or `whsk_` and an Ed25519
   * private key (`v1a`). Several while keys are exchanged: a signature by each is sent.
   */
  readonly secret: string | readonly string[];
  /** Takes decisions in. `secret`: `whsec_…`, another one than above, or `whpk_…`; one or several. `issuer`: how the directory knows those whom this system names. */
  readonly answers?: { readonly secret: string | readonly string[]; readonly issuer: string };
  /**
   * `public`: names are resolved and every address checked and pinned, so that no request reaches a private network (needs
   * the package undici). `any`: wherever the URL leads, and plain http to this machine. Default `public`.
   */
  readonly network?: Network;
  /** The transport's name, also in the path of its answers: letters, digits, `-` and `_`. Default `http`. */
  readonly name?: string;
}

/** The options, checked. */
export interface Settings {
  readonly url: URL;
  readonly keys: readonly WebhookKey[];
  readonly answers?: { readonly keys: readonly WebhookKey[]; readonly issuer: string };
  readonly network: Network;
  readonly name: string;
}

const KNOWN = ["url", "secret", "answers", "network", "name"];
const LONGEST_ISSUER = 512;

/** @throws code `input` for options that cannot work */
export function settingsOf(options: HttpOptions): Settings {
  unknownKeys("http", options, KNOWN);
  const { network = "public", name = "http" } = options;
  if (network !== "public" && network !== "any") throw misuse("http.network", 'use "public" or "any"');
  transportName(name, "http.name");
  const url = addressOf(options.url, "http.url", network);
  const keys = signingKeys(options.secret, "http.secret");
  const answers = options.answers === undefined ? undefined : answersOf(options.answers, keys);
  return { url, keys, network, name, ...(answers && { answers }) };
}

function answersOf(
  answers: NonNullable<HttpOptions["answers"]>,
  outgoing: Settings["keys"],
): NonNullable<Settings["answers"]> {
  unknownKeys("http.answers", answers, ["secret", "issuer"]);
  const { issuer } = answers;
  if (typeof issuer !== "string" || issuer === "" || issuer.length > LONGEST_ISSUER)
    throw misuse("http.answers.issuer", "say under which issuer the directory has those who decide there");
  const keys = verifyingKeys(answers.secret, "http.answers.secret");
  if (shareKey(outgoing, keys)) throw misuse("http.answers.secret", "must be another secret than http.secret");
  return { keys, issuer };
}

function unknownKeys(where: string, given: unknown, known: readonly string[]): void {
  if (typeof given !== "object" || given === null) throw misuse(where, `give an object with ${known.join(", ")}`);
  for (const key of Object.keys(given))
    if (!known.includes(key)) throw misuse(`${where}.${key}`, `unknown option: there are ${known.join(", ")}`);
}
