import { problem } from "../sign-in/answers.js";
import { isLoopback } from "../sign-in/where.js";
import type { Place } from "../sign-in.js";

const NO_ORIGIN =
  "This desk does not know its own public address, and a sign-in must not take it from the Host header. Give it as `url` in the desk's configuration.";
const PLAIN = "A sign-in needs https. Give the desk's `url` as https; http is for loopback alone.";

/** Where a sign-in would not be safe: the address is the request's own word, or it is plain http in a network. */
export function unfit({ base, origin }: Place): Response | undefined {
  const { protocol, hostname } = new URL(base);
  if (isLoopback(hostname)) return undefined;
  if (origin === "host") return problem(500, "Sign-in is not configured", NO_ORIGIN);
  return protocol === "https:" ? undefined : problem(500, "Sign-in is not configured", PLAIN);
}
