import type { Decision, ReviewOutcome } from "../../approval/review.js";
import { type Identity, proven } from "../../people/identity.js";
import type { Carried } from "../chat/carried.js";
import { refusedAtSight } from "./account.js";
import type { Actor } from "./payload.js";
import type { Desked, Room } from "./room.js";

/** A decision that came to no desk, in words for the one who made it. */
export interface NotTaken {
  readonly refused: string;
}

/** Who it is, as (workspace or organisation, user id): never by a name. */
async function identityOf(
  { settings, app }: Room,
  actor: Actor,
  facts: Identity["evidence"],
): Promise<Identity | NotTaken> {
  const { team, out, entry } = settings;
  const seen = refusedAtSight(settings, actor);
  if (seen !== undefined) return { refused: seen };
  const account = (await app?.account(actor.user)) ?? {};
  if ("refused" in account) return account;
  const evidence = {
    ...facts,
    slack_team: team,
    slack_user: actor.user,
    slack_app: actor.app,
    came_by: entry.by === "socket" ? "socket mode" : "signed request",
  };
  const byEmail = out.tier === "app" ? out.byEmail : undefined;
  if (!byEmail) return proven({ issuer: `slack:${team}`, subject: actor.user, proof: "L1", evidence });
  if (account.email === undefined)
    return { refused: "Not recorded. Slack does not say which e-mail address your account has." };
  return proven({ issuer: byEmail.issuer, subject: account.email, proof: "L1", evidence });
}

/** Brings one person's decision to the desk, about what they were shown. */
export async function reviewOf(
  desked: Desked,
  actor: Actor,
  { requestId, revision, digest }: Carried,
  decision: Decision,
  facts: Identity["evidence"],
): Promise<ReviewOutcome | NotTaken> {
  try {
    const by = await identityOf(desked, actor, facts);
    return "refused" in by ? by : await desked.inbox.review(requestId, { ...decision, by, revision, digest });
  } catch {
    return { refused: "It is not known whether this was recorded. Look at the request, and answer again." };
  }
}
