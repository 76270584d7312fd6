import type { createRemoteJWKSet, JWTVerifyResult } from "jose";
import type { Clock } from "../../clock.js";
import { misuse } from "../../errors.js";
import { objectIn } from "../../json.js";
import { addressOf } from "../../wire/address.js";
import { jsonOf } from "../../wire/answer.js";
import { exchange } from "../../wire/exchange.js";
import type { Reach } from "../../wire/reach.js";
import { isPlain } from "../../wire/token.js";
import type { Bot } from "./options.js";

/** An activity, whose sender is proven to be the channel itself; what is in it is the channel's word. */
export type Activity = Readonly<Record<string, unknown>>;

export interface Verifier {
  /** Loads what verifies. @throws code `input` where the package jose is missing */
  ready(): Promise<void>;
  /** The activity of a body, if its token is the Bot Service's, for this bot and this channel. `unavailable`: the keys could not be had. */
  verified(token: string, body: string): Promise<Activity | "refused" | "unavailable">;
}

type Keys = ReturnType<typeof createRemoteJWKSet>;
interface Found {
  readonly keys: Keys;
  readonly until: number;
}

/** The only channel whose people are known here. */
export const CHANNEL = "msteams";
/** As Microsoft's own validators forgive (bot-framework-rest-connector-authentication). */
const SKEW_SECONDS = 300;
const TIMEOUT_MS = 3_000;
const METADATA_MS = 24 * 60 * 60_000;

const jose = () =>
  import("jose").catch(() => {
    throw misuse("teams", "tokens of Teams are verified with the package jose: npm install jose@6");
  });

export function verifierOf(bot: Bot, { clock, reach }: { readonly clock: Clock; readonly reach: Reach }): Verifier {
  let found: Promise<Found> | undefined;
  const keysNow = async (): Promise<Keys> => {
    const known = found && (await found);
    if (known && clock.now() < known.until) return known.keys;
    found = foundBy(bot, clock, reach);
    found.catch(() => {
      found = undefined;
    });
    return (await found).keys;
  };
  return {
    async ready() {
      await jose();
    },
    async verified(token, body) {
      const { jwtVerify, errors } = await jose();
      try {
        const keys = await keysNow();
        const result = await jwtVerify(token, keys, {
          issuer: bot.cloud.issuer,
          audience: bot.appId,
          algorithms: ["RS256"],
          clockTolerance: SKEW_SECONDS,
          requiredClaims: ["exp", "serviceurl"],
          currentDate: new Date(clock.now()),
        });
        const activity = isPlain(token) ? objectIn(body) : undefined; // nothing of it is read before
        return activity && isOf(result, bot, activity) && isEndorsed(result, keys) ? activity : "refused";
      } catch (error) {
        const ofToken = error instanceof errors.JOSEError && !OF_KEYS.includes(error.code);
        return ofToken ? "refused" : "unavailable";
      }
    },
  };
}

/** What jose rejects with when keys cannot be fetched or read. */
const OF_KEYS = ["ERR_JOSE_GENERIC", "ERR_JWKS_TIMEOUT", "ERR_JWKS_INVALID"];

async function foundBy({ cloud, network }: Bot, clock: Clock, reach: Reach): Promise<Found> {
  const [{ createRemoteJWKSet, customFetch }, fetch] = [await jose(), await reach()];
  const asked = { attempts: 1, timeout: TIMEOUT_MS, clock, ...(fetch && { fetch }) };
  const said = jsonOf(await exchange(cloud.metadata, asked)) as { readonly jwks_uri?: unknown } | null;
  const url = addressOf(said?.jwks_uri, "teams.cloud.metadata", network);
  const keys = createRemoteJWKSet(url, { timeoutDuration: TIMEOUT_MS, ...(fetch && { [customFetch]: fetch }) });
  return { keys, until: clock.now() + METADATA_MS };
}

/** The token is for this bot alone, and for the service that the activity says it comes from. */
const isOf = ({ payload }: JWTVerifyResult, { appId }: Bot, activity: Activity): boolean =>
  payload.aud === appId &&
  plainUrl(payload["serviceurl"]) !== undefined &&
  plainUrl(payload["serviceurl"]) === plainUrl(activity["serviceUrl"]) &&
  activity["channelId"] === CHANNEL;

/** Case and one slash at the end are not compared. */
const plainUrl = (url: unknown): string | undefined =>
  typeof url === "string" && url !== "" ? url.toLowerCase().replace(/\/$/, "") : undefined;

/** Keys say for which channels they may sign: `endorsements`, an extension of the Bot Service to JWK (RFC 7517 §4). */
function isEndorsed({ protectedHeader: { kid } }: JWTVerifyResult, keys: Keys): boolean {
  const named = keys.jwks()?.keys.filter((key) => key.kid === kid) ?? [];
  return (
    kid !== undefined &&
    named.length > 0 &&
    named.every((key) => isListed((key as { readonly endorsements?: unknown }).endorsements))
  );
}

const isListed = (endorsements: unknown): boolean => Array.isArray(endorsements) && endorsements.includes(CHANNEL);
