import type { Context } from "hono";
import type { Desk } from "../desk/desk.js";
import { type Identity, isProven } from "../people/identity.js";
import type { Place, SignIn } from "./sign-in.js";

/** What the handler knows of every request. */
export interface Arrived {
  readonly desk: Desk;
  readonly place: Place;
  readonly signIn: SignIn;
}
/** A request of somebody who is signed in. */
export interface Visit extends Arrived {
  readonly who: Identity;
  readonly request: Request;
}
export type Env = { Variables: { arrived: Arrived } };

/** Does it for who is signed in, or answers with the sign-in. */
export async function visited(c: Context<Env>, act: (visit: Visit) => Promise<Response> | Response): Promise<Response> {
  const arrived = c.get("arrived");
  const who = await arrived.signIn.who(c.req.raw, arrived.place);
  return isProven(who) ? act({ ...arrived, who, request: c.req.raw }) : who;
}
