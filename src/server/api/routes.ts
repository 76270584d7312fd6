import type { Hono } from "hono";
import { live } from "../live.js";
import { type Env, type Visit, visited } from "../visit.js";
import { checkedBody, queryOf } from "./asked.js";
import { Idempotency } from "./idempotency.js";
import { openapi } from "./openapi.js";
import type { Operation } from "./operation.js";
import { operations } from "./operations.js";

/** The API under `/v1`: the same desk, for programs that act for a person. */
export function api(app: Hono<Env>): void {
  const once = new Idempotency();
  app.get("/v1/openapi.json", (c) => c.json(openapi(c.get("arrived").place.base)));
  app.get("/v1/events", (c) => visited(c, ({ desk }) => live(c, desk)));
  for (const operation of operations) {
    const path = operation.path.replace("{id}", ":id");
    app.on(operation.method.toUpperCase(), path, (c) =>
      visited(c, (visit) => performed(operation, visit, c.req.param("id") ?? "", once)),
    );
  }
}

async function performed(operation: Operation, visit: Visit, id: string, once: Idempotency): Promise<Response> {
  const { request } = visit;
  const query = queryOf(operation, new URL(request.url).searchParams);
  if (query instanceof Response) return query;
  if (operation.method === "get") return operation.act(visit, { id, query, body: undefined });
  const text = await request.text();
  const body = checkedBody(operation, request.headers.get("content-type"), text);
  if (body instanceof Response) return body;
  return once.once(visit, text, () => operation.act(visit, { id, query, ...body }));
}
