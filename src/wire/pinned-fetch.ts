import { builtin } from "../canonical.js";
import { misuse } from "../errors.js";
import { mayBePublic } from "./address.js";
import { wireError } from "./failed.js";
import { isPublic } from "./public-address.js";

/** An address that a name has. */
export interface Resolved {
  readonly address: string;
  readonly family: number;
}
/** What may stand in for the system's resolver and for what counts as public. */
export interface Resolving {
  readonly resolve?: (name: string) => Promise<readonly Resolved[]>;
  readonly permits?: (address: string) => boolean;
}

type Undici = typeof import("undici");
interface Dns {
  readonly promises: { lookup(name: string, options: { readonly all: true }): Promise<readonly Resolved[]> };
}
type Answered = (error: Error | null, address: string | readonly Resolved[], family?: number) => void;

const WHY = "that is not of the public internet, so nothing was sent";

/**
 * A `fetch` that reaches the public internet alone. Every address of a name is checked when a connection is made, and the
 * connection goes to those very addresses: a name that answers otherwise a moment later (DNS rebinding) changes nothing.
 * No proxy of the environment is used. The package undici and `node:dns` are needed.
 * @throws code `input` where they are missing; what it answers rejects with a WireError, `permanent`, for other addresses.
 */
export async function pinnedFetch(where: string, resolving: Resolving = {}): Promise<typeof fetch> {
  const { permits = isPublic, resolve = systemResolver(where) } = resolving;
  const { Agent, fetch: fetchBy } = await import("undici").catch(() => missing(where));
  const lookup = lookupOf(resolve, permits);
  const dispatcher = new Agent({ connect: { lookup: lookup as never } });
  return async (input, init) => {
    const request = new Request(input, init);
    const { hostname, host } = new URL(request.url);
    if (!mayBePublic(hostname, permits)) throw refusal(host);
    const { method, headers, signal, redirect } = request;
    const body = request.body ? await request.text() : null;
    const asked = { method, headers: [...headers], signal, redirect, body, dispatcher };
    const answer = await fetchBy(request.url, asked as Parameters<Undici["fetch"]>[1]).catch((error: unknown) => {
      throw isRefusal(error) ? refusal(host) : error;
    });
    return new Response(answer.body as BodyInit | null, { status: answer.status, headers: [...answer.headers] });
  };
}

/** For connections by name; a host that is an address never gets here. */
function lookupOf(resolve: NonNullable<Resolving["resolve"]>, permits: NonNullable<Resolving["permits"]>) {
  return (name: string, options: { readonly all?: boolean }, answered: Answered): void => {
    resolve(name).then(
      (found) => {
        const [first] = found;
        if (!first || !found.every(({ address }) => permits(address))) answered(new NotPublic(), "");
        else if (options.all) answered(null, found);
        else answered(null, first.address, first.family);
      },
      (error: Error) => answered(error, ""),
    );
  };
}

class NotPublic extends Error {}

/** undici's error holds what the connection failed with. */
const isRefusal = (error: unknown): boolean => error instanceof Error && error.cause instanceof NotPublic;

const refusal = (host: string) => wireError(host, { kind: "permanent", reason: `the host has an address ${WHY}` });

function systemResolver(where: string): NonNullable<Resolving["resolve"]> {
  const dns = builtin<Dns>("node:dns");
  if (dns) return (name) => dns.promises.lookup(name, { all: true });
  throw misuse(
    where,
    'addresses cannot be checked here, as this runtime has no node:dns: set network: "any" if the platform keeps requests out of private networks',
  );
}

function missing(where: string): never {
  throw misuse(
    where,
    'addresses are checked with the package undici: npm install undici@7, or set network: "any" if requests may go anywhere',
  );
}
