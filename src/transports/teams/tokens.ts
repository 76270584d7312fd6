import type { Clock } from "../../clock.js";
import { jsonOf } from "../../wire/answer.js";
import { exchange } from "../../wire/exchange.js";
import { wireError } from "../../wire/failed.js";
import type { Reach } from "../../wire/reach.js";
import type { Bot } from "./options.js";
import { sortToken } from "./sorted.js";

/** The bot's own access tokens by client credentials (RFC 6749 §4.4), each kept until a minute before its end. */
export interface Tokens {
  /** @throws WireError, which holds nothing of the secret */
  get(): Promise<string>;
  /** This one was refused: the next `get` asks for another. */
  forget(token: string): void;
}
interface Kept {
  readonly token: string;
  readonly until: number;
}

const MARGIN_MS = 60_000;
// A delivery takes 28 seconds at most, with this in it.
const PATIENCE = { attempts: 2, timeout: 5_000, longestWait: 2_000 };
const HEADERS = { "content-type": "application/x-www-form-urlencoded", accept: "application/json" };
const TOKEN = /^[\x21-\x7e]{1,16384}$/;

export function tokensOf(bot: Bot, { clock, reach }: { readonly clock: Clock; readonly reach: Reach }): Tokens {
  let kept: Kept | undefined;
  let asking: Promise<Kept> | undefined;
  const asked = async (): Promise<Kept> => {
    try {
      asking ??= ask(bot, clock, reach);
      kept = await asking;
      return kept;
    } finally {
      asking = undefined;
    }
  };
  return {
    async get() {
      const { token } = kept && clock.now() < kept.until ? kept : await asked();
      return token;
    },
    forget(token) {
      if (kept?.token === token) kept = undefined;
    },
  };
}

async function ask({ cloud, tenant, appId, appSecret }: Bot, clock: Clock, reach: Reach): Promise<Kept> {
  const url = `${cloud.login}/${tenant}/oauth2/v2.0/token`;
  const fetch = await reach();
  const start = clock.now();
  const body = new URLSearchParams({
    grant_type: "client_credentials",
    client_id: appId,
    client_secret: appSecret,
    scope: cloud.scope,
  }).toString();
  const sent = { ...PATIENCE, headers: HEADERS, body, clock, sort: sortToken, ...(fetch && { fetch }) };
  const said = { ...(jsonOf(await exchange(url, sent)) as Readonly<Record<string, unknown>> | null) };
  const [token, ms] = [said["access_token"], Number(said["expires_in"]) * 1000];
  if (typeof token !== "string" || !TOKEN.test(token))
    throw wireError(`POST ${new URL(url).host}`, { kind: "permanent", reason: "the answer has no access token" });
  return { token, until: Number.isFinite(ms) ? start + ms - MARGIN_MS : start };
}
