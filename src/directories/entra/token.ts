import { systemClock } from "../../clock.js";
import { jsonOf } from "../../wire/answer.js";
import { exchange } from "../../wire/exchange.js";
import { PATIENCE } from "../remote/patience.js";
import { fieldsOf, textOf } from "../remote/shape.js";

/** An access token for Graph by client credentials, kept until a minute before its end. */
export interface Tokens {
  get(): Promise<string>;
  /** The last one was refused: the next `get` asks for a new one. */
  forget(): void;
}

const MARGIN_MS = 60_000;
const HEADERS = { "content-type": "application/x-www-form-urlencoded", accept: "application/json" };

export function clientTokens(tenant: string, clientId: string, clientSecret: string): Tokens {
  const url = `https://login.microsoftonline.com/${tenant}/oauth2/v2.0/token`;
  const body = new URLSearchParams({
    grant_type: "client_credentials",
    client_id: clientId,
    client_secret: clientSecret,
    scope: "https://graph.microsoft.com/.default",
  }).toString();
  let current: { readonly token: Promise<string>; until: number } | undefined;

  function ask(): Promise<string> {
    const one = { until: Number.POSITIVE_INFINITY, token: tokenOf(url, body, (until) => (one.until = until)) };
    current = one;
    one.token.catch(() => current === one && forget());
    return one.token;
  }
  function forget(): void {
    current = undefined;
  }
  return { forget, get: () => (current && systemClock.now() < current.until ? current.token : ask()) };
}

async function tokenOf(url: string, body: string, keep: (until: number) => void): Promise<string> {
  const start = systemClock.now();
  const answer = fieldsOf(jsonOf(await exchange(url, { ...PATIENCE, body, headers: HEADERS })));
  const seconds = Number(answer["expires_in"]);
  keep(Number.isFinite(seconds) ? start + seconds * 1000 - MARGIN_MS : 0);
  return textOf(answer["access_token"]);
}
