import { createCountersign, type Identity, proven } from "../../src/index.js";
import { ask, policy, type Rule } from "../../src/policy.js";
import { createHandler, type SignIn } from "../../src/server/server.js";
import { fakeClock, inMemory, memoryApprover, person } from "../../src/testing/testing.js";
import { refund, refunds } from "../world.js";

export const PEOPLE = {
  ana: { groups: ["finance"] },
  bo: { groups: ["finance"] },
  cy: { groups: ["security"] },
  eve: {},
};
export const BASE = "http://127.0.0.1:8080/countersign";
export const call = { orderId: "o-17", amount: 900 };

/** Whoever the header names, at the level that it names: the test is the identity provider. */
export const headerSignIn: SignIn = {
  async who(request) {
    const [subject, proof = "L1"] = (request.headers.get("x-person") ?? "").split(" ");
    if (!subject) return Response.json({ title: "Not signed in" }, { status: 401 });
    return proven({ ...person(subject), proof: proof as Identity["proof"], evidence: {} });
  },
};

export const asked = (require: object = {}): Rule =>
  ask("large", { on: refund, require: { approvers: { group: "finance" }, within: "30m", ...require } as never });

/** A desk behind its handler, a guarded refund, and requests as people send them. */
export function deskServer(rules: readonly Rule[] = [asked()], signIn: SignIn = headerSignIn) {
  const people = memoryApprover(PEOPLE);
  const clock = fakeClock("2026-01-01T00:00:00Z");
  const parts = inMemory(people, clock);
  const cs = createCountersign({ ...parts, policy: policy({ id: "p", rules }) });
  const handle = createHandler(cs.desk, { path: "/countersign", signIn });
  const made = refunds(cs);
  const send = (path: string, init: RequestInit & { as?: string } = {}): Promise<Response> => {
    const { as, ...rest } = init;
    const headers = new Headers(rest.headers);
    if (as) headers.set("x-person", as);
    return handle(new Request(`${BASE}${path}`, { redirect: "manual", ...rest, headers }));
  };
  const post = (path: string, as: string, body: unknown, headers: Record<string, string> = {}) =>
    send(path, {
      as,
      method: "POST",
      body: JSON.stringify(body),
      headers: { "content-type": "application/json", ...headers },
    });
  /** A call of eve's that waits, and the message that people got. */
  const waiting = async (args: typeof call = call) => {
    const done = made.issue.attempt(args, { context: { user: person("eve") } });
    return { done, message: await people.next() };
  };
  return { people, clock, parts, cs, handle, send, post, waiting, ...made };
}
