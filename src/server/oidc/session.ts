import type { Place } from "../sign-in.js";
import type { Session } from "./kept.js";
import type { Parts } from "./parts.js";

/** The session of a request, unless it has ended or was signed out. */
export async function sessionOf(
  { cookies, revoked }: Parts,
  request: Request,
  place: Place,
): Promise<Session | undefined> {
  const session = await cookies.read("session", request, place);
  return session && !revoked.has(session.sid) ? session : undefined;
}
