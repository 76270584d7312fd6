import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { CompactSign, exportJWK, exportSPKI, generateKeyPair, SignJWT } from "jose";

export const CLIENT = "desk";
/** A claim of `undefined` is one left out. */
export type Claims = Readonly<Record<string, unknown>>;
export interface Minting {
  readonly by?: "its key" | "a foreign key" | "nobody" | "its public key as a secret";
  readonly typ?: string;
  /** The claims as they are signed, of their JSON. */
  readonly written?: (json: string) => string;
}

/** Signs whatever a test wants, for an issuer and its client, as of now. */
export interface Mint {
  readonly jwks: { readonly keys: readonly object[] };
  token(change?: Claims, how?: Minting): Promise<string>;
}
type Pair = Awaited<ReturnType<typeof generateKeyPair>>;

export async function mintOf(issuer: string, client: string): Promise<Mint> {
  const [own, foreign] = [await generateKeyPair("RS256", { extractable: true }), await generateKeyPair("RS256")];
  const jwks = { keys: [{ ...(await exportJWK(own.publicKey)), kid: "k1", alg: "RS256", use: "sig" }] };
  const now = () => Math.floor(Date.now() / 1000);
  const standard = () => ({ iss: issuer, sub: "ana", aud: client, iat: now(), exp: now() + 300 });
  return { jwks, token: (change, how = {}) => minted({ own, foreign }, { ...standard(), ...change }, how) };
}

/** A provider that answers whatever a test wants for any code. */
export interface Issuer extends AsyncDisposable {
  readonly issuer: string;
  /** What the token endpoint gives. */
  idToken: string;
  /** Whether it answers for its keys. */
  keys: "there" | "gone";
  mint: Mint["token"];
}

export async function startIssuer(): Promise<Issuer> {
  const server = createServer((request, response) => answer(request.url ?? "", response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { jwks, token: mint } = await mintOf(issuer, CLIENT);
  const made: Issuer = {
    issuer,
    idToken: "",
    keys: "there",
    mint,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  function answer(url: string, response: ServerResponse): void {
    const json = (body: unknown) =>
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
    if (url === "/.well-known/openid-configuration") json(metadataOf(issuer));
    else if (url === "/token") json({ access_token: "a", token_type: "Bearer", id_token: made.idToken });
    else if (url === "/keys" && made.keys === "there") json(jwks);
    else response.writeHead(503).end();
  }
  return made;
}

export const metadataOf = (issuer: string) => ({
  issuer,
  authorization_endpoint: `${issuer}/authorize`,
  token_endpoint: `${issuer}/token`,
  jwks_uri: `${issuer}/keys`,
  response_types_supported: ["code"],
  subject_types_supported: ["public"],
  // A careless provider: it lists what it must not sign with.
  id_token_signing_alg_values_supported: ["RS256", "HS256", "none"],
});

async function minted(keys: { own: Pair; foreign: Pair }, claims: Claims, { by = "its key", typ, written }: Minting) {
  const said = JSON.parse(JSON.stringify(claims)) as Record<string, unknown>;
  const type = typ === undefined ? {} : { typ };
  if (by === "nobody") {
    const parts = [{ alg: "none", ...type }, said].map((part) =>
      Buffer.from(JSON.stringify(part)).toString("base64url"),
    );
    return `${parts.join(".")}.`;
  }
  if (by === "its public key as a secret") {
    const secret = new TextEncoder().encode(await exportSPKI(keys.own.publicKey));
    return new SignJWT(said).setProtectedHeader({ alg: "HS256", ...type }).sign(secret);
  }
  const { privateKey } = by === "its key" ? keys.own : keys.foreign;
  const header = { alg: "RS256", kid: "k1", ...type };
  if (!written) return new SignJWT(said).setProtectedHeader(header).sign(privateKey);
  const text = new TextEncoder().encode(written(JSON.stringify(said)));
  return new CompactSign(text).setProtectedHeader(header).sign(privateKey);
}
