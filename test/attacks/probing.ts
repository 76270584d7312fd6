import { proven } from "../../src/index.js";
import { tokenFor } from "../../src/server/pages/form.js";
import { person } from "../../src/testing/testing.js";
import { SAME_ORIGIN } from "../server/console-forms.js";
import { BASE, type deskServer } from "../server/desk-server.js";

/** What somebody sends about a request, whose id they name. */
export interface Probe {
  readonly name: string;
  readonly path: string;
  /** A body of the API, or a form of the console; a GET where there is neither. */
  readonly json?: object;
  readonly form?: Readonly<Record<string, string>>;
}
export type Sending = Pick<ReturnType<typeof deskServer>, "handle">;
type Seen = { readonly revision: number; readonly digest: string };

const args = { orderId: "o-17", amount: 1 };

/** Everything that the API does with one request. */
export const apiProbes = (id: string, { revision, digest }: Seen): readonly Probe[] => {
  const path = `/v1/requests/${id}`;
  const about = { revision, digest };
  return [
    { name: "show", path },
    { name: "show and wait", path: `${path}?wait=5` },
    { name: "approve", path: `${path}/reviews`, json: { decision: "approve", ...about } },
    { name: "deny", path: `${path}/reviews`, json: { decision: "deny", ...about } },
    { name: "deny another revision", path: `${path}/reviews`, json: { decision: "deny", revision: 9, digest } },
    { name: "modify", path: `${path}/reviews`, json: { decision: "modify", args, ...about } },
    { name: "preview", path: `${path}/preview`, json: { decision: "modify", args, ...about } },
    { name: "cancel", path: `${path}/cancel`, json: { reason: "x" } },
    { name: "reconcile", path: `${path}/reconcile`, json: { outcome: "succeeded", reason: "x" } },
    { name: "redeliver", path: `${path}/deliveries`, json: { transport: "memory" } },
    { name: "redeliver by nothing", path: `${path}/deliveries`, json: { transport: "none" } },
  ];
};

const PAGES = ["", "?said=resolved", "/log", "/modify", "/step-up", "/step-up/start", "/decide", "/cancel"];

/** Every page about one request, and every form that they hold. */
export const consoleProbes = (id: string, { revision, digest }: Seen): readonly Probe[] => {
  const path = `/requests/${id}`;
  const about = { revision: `${revision}`, digest };
  const draft = { ...about, "arg:orderId": "o-17", "arg:amount": "1" };
  return [
    ...PAGES.map((page) => ({ name: `page ${page}`, path: `${path}${page}` })),
    { name: "approve", path: `${path}/decide`, form: { decision: "approve", typed: "o-17", ...about } },
    { name: "deny", path: `${path}/decide`, form: { decision: "deny", ...about } },
    { name: "no decision", path: `${path}/decide`, form: {} },
    { name: "check a draft", path: `${path}/modify`, form: { step: "check", ...draft } },
    { name: "send a draft", path: `${path}/modify`, form: { step: "send", ...draft } },
    { name: "prove", path: `${path}/step-up`, form: about },
    { name: "cancel", path: `${path}/cancel`, form: { reason: "x" } },
    { name: "cancel without a reason", path: `${path}/cancel`, form: {} },
    { name: "reconcile", path: `${path}/reconcile`, form: { outcome: "failed", reason: "x" } },
    { name: "reconcile without an outcome", path: `${path}/reconcile`, form: { reason: "x" } },
    { name: "redeliver", path: `${path}/redeliver`, form: { transport: "memory" } },
  ];
};

const COOKIE = `cs_form=${"a".repeat(32)}`;
const PLACE = { base: BASE, url: BASE, origin: "host" } as const;

/** What a form about this id carries: whoever knows how this package makes it can make it for any id. */
export function forged(as: string, id: string): string {
  const request = new Request(BASE, { headers: { cookie: COOKIE } });
  const who = proven({ ...person(as), proof: "L1", evidence: {} });
  return tokenFor({ request, place: PLACE, who } as never, id).text;
}

/** All that they get to see of the answer. */
export async function probed({ handle }: Sending, as: string, { path, json, form }: Probe, id: string) {
  const headers = { "x-person": as, cookie: COOKIE, ...((json || form) && SAME_ORIGIN) };
  const body = form && new URLSearchParams({ ...form, token: forged(as, id) });
  const init = json
    ? { method: "POST", headers: { ...headers, "content-type": "application/json" }, body: JSON.stringify(json) }
    : { method: body ? "POST" : "GET", headers, ...(body && { body }) };
  const answer = await handle(new Request(`${BASE}${path}`, init));
  return { status: answer.status, headers: [...answer.headers].sort(), body: await answer.text() };
}
