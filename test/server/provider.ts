import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Configuration, type InteractionResults, Provider } from "oidc-provider";

export const CLIENT = "desk";
export const SECRET = "a secret of the desk";
/** The API that access tokens are for. */
export const AUDIENCE = "urn:desk";
const MACHINE = { client_id: "batch", client_secret: "batch-secret" };

/** How the next sign-in at the provider goes. */
export interface Login {
  person: string;
  acr?: string;
  amr?: string[];
  /** When it was, in seconds since the epoch; now, if left out. */
  ts?: number;
}

export interface RunningProvider extends AsyncDisposable {
  readonly issuer: string;
  login: Login;
  /** The claims of an account beside `sub`. */
  claims: Record<string, unknown>;
  /** What the last authorisation asked for. */
  readonly asked: URLSearchParams[];
  /** Drives a browser through it; answers where it sends the browser in the end. Cookies are kept in the jar. */
  visit(url: string, jar?: Map<string, string>): Promise<URL>;
  /** Access tokens for the API: of a machine, and of whoever `login` names. */
  machineToken(): Promise<string>;
  personToken(): Promise<string>;
}

/** A real OpenID provider (oidc-provider) on loopback, which signs in whoever `login` names. */
export async function startProvider(options: { readonly redirects: readonly string[] }): Promise<RunningProvider> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const running = { login: { person: "ana" } as Login, claims: { name: "Ana", groups: ["finance"] }, asked: [] };
  const state: State = running;
  const provider = quietly(() => new Provider(issuer, configured(options.redirects, state)));
  serve(server, provider, state);
  return Object.assign(state, {
    issuer,
    visit: (url: string, jar = new Map<string, string>()) => drive(issuer, url, jar),
    machineToken: () => clientCredentials(issuer),
    personToken: () => codeGrant(issuer, String(options.redirects[0])),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}

type State = Pick<RunningProvider, "login" | "claims" | "asked">;

function configured(redirects: readonly string[], state: State): Configuration {
  return {
    clients: [
      {
        client_id: CLIENT,
        client_secret: SECRET,
        redirect_uris: [...redirects],
        response_types: ["code"],
        grant_types: ["authorization_code"],
        token_endpoint_auth_method: "client_secret_post",
      },
      { ...MACHINE, redirect_uris: [], response_types: [], grant_types: ["client_credentials"] },
    ],
    claims: {
      openid: ["sub", "amr", "acr", "auth_time", "_claim_names", "_claim_sources"],
      profile: ["name"],
      groups: ["groups"],
    },
    scopes: ["openid", "profile", "groups", "review"],
    acrValues: ["urn:mfa", "urn:password"],
    conformIdTokenClaims: false,
    findAccount: (_ctx, sub) => ({ accountId: sub, claims: async () => ({ ...state.claims, sub }) }),
    interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: async () => ({ scope: "review", audience: AUDIENCE, accessTokenFormat: "jwt" }),
      },
    },
    cookies: { keys: ["a key of the provider"] },
    ttl: { AccessToken: 3600, ClientCredentials: 3600, Grant: 3600, IdToken: 3600, Interaction: 3600, Session: 3600 },
    pkce: { required: () => true },
  };
}

/** It warns of what a test may do: http, this Node, keys of its own. */
function quietly<T>(make: () => T): T {
  const { warn, info } = console;
  console.warn = console.info = () => undefined;
  try {
    return make();
  } finally {
    Object.assign(console, { warn, info });
  }
}

function serve(server: Server, provider: Provider, state: State): void {
  const handle = provider.callback();
  server.on("request", (request, response) => {
    const url = new URL(request.url ?? "/", provider.issuer);
    if (url.pathname === "/auth") state.asked.push(url.searchParams);
    const done = url.pathname.startsWith("/interaction/")
      ? interaction(provider, state, request, response)
      : handle(request, response);
    Promise.resolve(done).catch(() => response.destroy());
  });
}

async function interaction(provider: Provider, state: State, request: IncomingMessage, response: ServerResponse) {
  const { prompt, params, session } = await provider.interactionDetails(request, response);
  const result: InteractionResults =
    prompt.name === "login" ? { login: signedIn(state.login) } : { consent: { grantId: await granted() } };
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: prompt.name !== "login" });

  async function granted(): Promise<string> {
    const grant = new provider.Grant({ accountId: String(session?.accountId), clientId: String(params["client_id"]) });
    grant.addOIDCScope(String(params["scope"]));
    grant.addResourceScope(AUDIENCE, "review");
    return grant.save();
  }
}

const signedIn = ({ person, ...how }: Login) => ({ accountId: person, ...how });

/** Follows redirects as long as they stay at the provider. */
async function drive(issuer: string, start: string, jar: Map<string, string>): Promise<URL> {
  let url = new URL(start);
  for (let hops = 0; url.origin === issuer && hops < 20; hops++) {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const answer = await fetch(url, { redirect: "manual", headers: { cookie } });
    keep(answer, jar);
    const location = answer.headers.get("location");
    if (location === null) throw new Error(`the provider answered ${answer.status}: ${await answer.text()}`);
    await answer.body?.cancel();
    url = new URL(location, url);
  }
  return url;
}

/** Puts the cookies of an answer into a jar. */
export function keep(answer: Response, jar: Map<string, string>): void {
  for (const line of answer.headers.getSetCookie()) {
    const [pair = ""] = line.split(";");
    const at = pair.indexOf("=");
    const [name, value] = [pair.slice(0, at), pair.slice(at + 1)];
    if (value === "") jar.delete(name);
    else jar.set(name, value);
  }
}

async function clientCredentials(issuer: string): Promise<string> {
  const basic = Buffer.from(`${MACHINE.client_id}:${MACHINE.client_secret}`).toString("base64");
  const asked = { grant_type: "client_credentials", scope: "review", resource: AUDIENCE };
  return accessToken(issuer, asked, { authorization: `Basic ${basic}` });
}

async function codeGrant(issuer: string, redirect_uri: string): Promise<string> {
  const code_verifier = "a-verifier-of-at-least-forty-three-characters-x";
  const code_challenge = createHash("sha256").update(code_verifier).digest("base64url");
  const client = { client_id: CLIENT, redirect_uri, resource: AUDIENCE };
  const how = { scope: "openid review", response_type: "code", code_challenge, code_challenge_method: "S256" };
  const back = await drive(issuer, `${issuer}/auth?${new URLSearchParams({ ...client, ...how })}`, new Map());
  const code = String(back.searchParams.get("code"));
  return accessToken(issuer, {
    ...client,
    client_secret: SECRET,
    grant_type: "authorization_code",
    code,
    code_verifier,
  });
}

async function accessToken(issuer: string, asked: Record<string, string>, headers: Record<string, string> = {}) {
  const answer = await fetch(`${issuer}/token`, { method: "POST", headers, body: new URLSearchParams(asked) });
  const body = (await answer.json()) as { readonly access_token?: string };
  if (body.access_token === undefined) throw new Error(`no token: ${JSON.stringify(body)}`);
  return body.access_token;
}
