import { type Answer, contentOf } from "./answer.js";
import { type Content, edit, type Json, post, type Workspace } from "./workspace.js";

const OK: Answer = { status: 200, body: "ok" };
const MOST_USES = 5;
const LIFETIME_MS = 30 * 60_000;

/** An incoming webhook: a plain text is the answer, and its status depends on what is wrong. */
export function webhook(space: Workspace, path: string, body: Json | undefined): Answer {
  if (path !== space.hook) return { status: 404, body: "no_service" };
  if (!body) return { status: 400, body: "invalid_payload" };
  const content = contentOf(body);
  if ("error" in content) return { status: 400, body: content.error };
  post(space, { ...content, ...threadOf(body) });
  return OK;
}

const threadOf = ({ thread_ts }: Json): Partial<Content> => (typeof thread_ts === "string" ? { thread_ts } : {});

/** A `response_url` of a press on a message: five uses within 30 minutes, without any token. */
export function mintResponseUrl(space: Workspace, user: string, ts: string): string {
  const path = `/actions/${space.team}/${space.count()}/${crypto.randomUUID()}`;
  space.responseUrls.set(path, { user, ts, at: space.now(), uses: 0 });
  return `${space.url}${path}`;
}

const gone = (error: string): Answer => ({ status: 404, body: { ok: false, error } });

export function respond(space: Workspace, path: string, body: Json | undefined): Answer {
  const door = space.responseUrls.get(path);
  if (!door) return gone("no_url");
  if (space.now() - door.at > LIFETIME_MS) return gone("expired_url");
  if (door.uses === MOST_USES) return gone("used_url");
  door.uses += 1;
  if (!body) return { status: 400, body: "invalid_payload" };
  if (body["delete_original"] === true) space.messages = space.messages.filter(({ ts }) => ts !== door.ts);
  else return say(space, door, body);
  return OK;
}

/** Whoever does not say `replace_original: false` replaces the message: what is meant for one person hides it from all. */
function say(space: Workspace, { user, ts }: { user: string; ts: string }, body: Json): Answer {
  const content = contentOf(body);
  if ("error" in content) return { status: 400, body: content.error };
  if (body["replace_original"] !== false) edit(space, ts, content);
  else if (body["response_type"] === "in_channel") post(space, { ...content, ...threadOf(body) });
  else space.ephemerals = [...space.ephemerals, { user, ...content, ...threadOf(body) }];
  return OK;
}
