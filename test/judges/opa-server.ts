import { listen, type Reply, reply, type Seen, type Server } from "../wire/server.js";

const JSON_TYPE = { "content-type": "application/json" };

/** A rule by its path, as Rego would give it a value; `undefined` is Rego's undefined. */
export type Rules = Readonly<Record<string, (input: unknown) => unknown>>;

/** The shape of OPA's errors. */
const fault = (status: number, code: string, message: string) =>
  reply(status, JSON_TYPE, JSON.stringify({ code, message }));

let decisions = 0;

/** `POST /v1/data/<path>`: `{ input }` in, `{ result?, decision_id }` out; an undefined document has no `result`. */
export const dataApi =
  (rules: Rules): Reply =>
  (seen, response) => {
    answerOf(seen, rules)(seen, response);
  };

function answerOf({ method, path, headers, body }: Seen, rules: Rules): Reply {
  const { pathname } = new URL(path, "http://opa");
  if (method !== "POST") return reply(405);
  if (headers["content-type"] !== "application/json") return fault(400, "invalid_parameter", "not JSON");
  let given: { input?: unknown };
  try {
    given = JSON.parse(body) as { input?: unknown };
  } catch {
    return fault(400, "invalid_parameter", "body contains malformed input document: unexpected EOF");
  }
  const rule = rules[pathname.replace("/v1/data/", "")];
  const result = rule?.(given.input);
  return reply(200, JSON_TYPE, JSON.stringify({ decision_id: `decision-${++decisions}`, result }));
}

/** OPA on this machine. */
export async function opa(rules: Rules): Promise<Server> {
  const server = await listen();
  server.will(dataApi(rules));
  return server;
}

/** An evaluation that fails: two values of one rule, or a built-in function under `strict-builtin-errors`. */
export const evalError: Reply = reply(
  500,
  JSON_TYPE,
  JSON.stringify({
    code: "internal_error",
    message: "error(s) occurred while evaluating query",
    errors: [
      {
        code: "eval_conflict_error",
        message: "complete rules must not produce multiple outputs",
        location: { file: "decision.rego", row: 7, col: 1 },
      },
    ],
  }),
);
