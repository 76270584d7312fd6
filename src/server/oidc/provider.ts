import { createRemoteJWKSet, type JWTVerifyGetKey } from "jose";
import * as oidc from "openid-client";
import type { Setup } from "./profile.js";

/** The provider as its discovery document tells it: asked when first needed, once, and again after a failure. */
export interface Provider {
  client(): Promise<oidc.Configuration>;
  /** The keys that sign its access tokens. */
  keys(): Promise<JWTVerifyGetKey>;
}

const TIMEOUT_SECONDS = 10;

export function providerOf({ profile, options }: Setup): Provider {
  const client = kept(() => discovered(profile.issuer, options.clientId, options.clientSecret));
  return { client, keys: kept(async () => keysOf(profile.issuer, await client())) };
}

function kept<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}

async function discovered(issuer: string, clientId: string, secret: string): Promise<oidc.Configuration> {
  const isPlain = issuer.startsWith("http:");
  // Without these checks the signature of an ID token counts for nothing where it came over TLS (OpenID Connect Core §3.1.3.7).
  const execute = [oidc.enableNonRepudiationChecks, ...(isPlain ? [oidc.allowInsecureRequests] : [])];
  const client = await oidc.discovery(new URL(issuer), clientId, {}, authentication(secret), {
    execute,
    timeout: TIMEOUT_SECONDS,
  });
  if (client.serverMetadata().issuer === issuer) return client;
  throw Object.assign(new Error("the provider calls itself otherwise than `issuer`"), { code: "ISSUER_MISMATCH" });
}

/** `client_secret_post` where the provider takes it, else `client_secret_basic` (OpenID Connect Core §9). */
function authentication(secret: string): oidc.ClientAuth {
  const [post, basic] = [oidc.ClientSecretPost(secret), oidc.ClientSecretBasic(secret)];
  return (server, client, body, headers) => {
    const takesPost = server.token_endpoint_auth_methods_supported?.includes("client_secret_post") === true;
    return (takesPost ? post : basic)(server, client, body, headers);
  };
}

function keysOf(issuer: string, client: oidc.Configuration): JWTVerifyGetKey {
  const { jwks_uri: address = "" } = client.serverMetadata();
  if (issuer.startsWith("https:") && !address.startsWith("https:")) throw new Error("the keys are not on https");
  return createRemoteJWKSet(new URL(address), { timeoutDuration: TIMEOUT_SECONDS * 1000 });
}
