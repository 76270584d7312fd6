import type { Clock } from "../../clock.js";
import { isWireError } from "../../wire/failed.js";
import { recentOf } from "../../wire/recent.js";
import type { SlackApi } from "./api.js";
import type { Settings } from "./options.js";
import type { Actor } from "./payload.js";

/** Somebody of the workspace itself, or why nobody here. */
export type Account = { readonly email?: string } | { readonly refused: string };

type Profile = Readonly<Record<string, unknown>>;

const FRESH_MS = 5 * 60_000;
const MOST = 10_000;
/** No address that could pass for another: ASCII alone, and as short as mail has it (RFC 5321 §4.5.3.1). */
const EMAIL = /^[\x21-\x3f\x41-\x7e]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/;

const REFUSED = {
  elsewhere: "Not recorded. Your account is of another workspace: only people of this one can decide here.",
  bot: "Not recorded. A bot cannot decide.",
  guest: "Not recorded. Guests cannot decide from here: open the full review.",
  deleted: "Not recorded. Your account is deactivated.",
  unknown: "Not recorded. We could not tell who you are: Slack did not say. Try again, or open the full review.",
  app: "Not recorded. This came from another app.",
} as const;

/** What can be told from the payload alone. */
export function refusedAtSight(
  { team, appId, out }: Pick<Settings, "team" | "appId" | "out">,
  { kind, app, places, home }: Actor,
): string | undefined {
  if (kind === "bot") return REFUSED.bot;
  if (appId !== undefined && app !== appId) return REFUSED.app;
  if (!places.includes(team)) return REFUSED.elsewhere;
  if (home === undefined) return out.tier === "webhook" ? REFUSED.unknown : undefined; // an app asks Slack about the account
  return team.startsWith("T") && home !== team ? REFUSED.elsewhere : undefined;
}

/** Asks Slack about an account; what it said is good for five minutes. What it does not say is a no. */
export function accountsOf(api: SlackApi, team: string, clock: Clock): (user: string) => Promise<Account> {
  const recent = recentOf<Account>({ most: MOST, ms: FRESH_MS, clock });
  return async (user) => {
    try {
      return await recent(user, async () => accountOf(await api.user(user), user, team));
    } catch (error) {
      if (!isWireError(error)) throw error;
      return { refused: REFUSED.unknown };
    }
  };
}

/** `is_restricted` and `is_ultra_restricted` are guests, `is_stranger` somebody of another workspace (docs.slack.dev, User object). */
function accountOf(account: Profile, user: string, team: string): Account {
  if (account["id"] !== user) return { refused: REFUSED.unknown };
  if (BOTS.some((is) => account[is] === true)) return { refused: REFUSED.bot };
  if (account["deleted"] === true) return { refused: REFUSED.deleted };
  if (account["is_stranger"] === true || !isOf(account, team)) return { refused: REFUSED.elsewhere };
  if (account["is_restricted"] === true || account["is_ultra_restricted"] === true) return { refused: REFUSED.guest };
  const email = account["is_email_confirmed"] === false ? undefined : emailOf(account["profile"]);
  return email === undefined ? {} : { email };
}

const BOTS = ["is_bot", "is_workflow_bot", "is_connector_bot"];

function isOf(account: Profile, team: string): boolean {
  if (team.startsWith("T")) return account["team_id"] === team;
  const { enterprise_id } = objectOf(account["enterprise_user"]);
  return enterprise_id === team;
}

function emailOf(profile: unknown): string | undefined {
  const { email } = objectOf(profile);
  // Checked before it is lowered: a Kelvin sign becomes a plain k.
  return typeof email === "string" && EMAIL.test(email) ? email.toLowerCase() : undefined;
}

const objectOf = (value: unknown): Profile => (typeof value === "object" && value !== null ? { ...value } : {});
