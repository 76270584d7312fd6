import * as z from "zod/mini";
import type { Json, JsonObject } from "../../canonical.js";
import { answers } from "./answers.js";
import type { Operation } from "./operation.js";
import { operations } from "./operations.js";
import { bodies, queries } from "./schemas.js";

const ref = (name: string): JsonObject => ({ $ref: `#/components/schemas/${name}` });
const json = (schema: JsonObject): JsonObject => ({ "application/json": { schema } });

/** The OpenAPI 3.1 document of the API, made of the operations that it serves. `base`: where it is served. */
export function openapi(base: string): JsonObject {
  const paths = Object.fromEntries(
    [...new Set(operations.map(({ path }) => path))].map((path) => [
      path,
      Object.fromEntries(operations.filter((one) => one.path === path).map((one) => [one.method, operationOf(one)])),
    ]),
  );
  return {
    openapi: "3.1.0",
    info: { title: "countersign desk", version: "1", summary: "Where people decide what agents may do." },
    servers: [{ url: base }],
    security: [{ bearer: [] }, { session: [] }],
    paths,
    webhooks: { approval: { post: SENT } },
    components: {
      securitySchemes: {
        bearer: {
          type: "http",
          scheme: "bearer",
          description: "An access token of a person, from the desk's OpenID provider.",
        },
        session: { type: "apiKey", in: "cookie", name: "__Host-cs_session", description: "The console's session." },
      },
      schemas: { ...schemasOf(bodies), ...answers },
    },
  };
}

function operationOf({ id, summary, path, query = [], body, answer }: Operation): JsonObject {
  const parameters = [
    ...(path.includes("{id}") ? [{ name: "id", in: "path", required: true, schema: { type: "string" } }] : []),
    ...query.map((name) => ({ name, in: "query", required: false, schema: schemaOf(queries[name]) })),
    ...(body ? [IDEMPOTENCY] : []),
  ];
  return {
    operationId: id,
    summary,
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: { required: true, content: json(ref(body)) } }),
    responses: { "200": { description: "Done.", content: json(ref(answer)) }, default: PROBLEM },
  };
}

/** What the transport `http` sends. */
const SENT: JsonObject = {
  operationId: "approval",
  summary: "A request, a reminder, an escalation or a resolution, as a Standard Webhook.",
  requestBody: { required: true, content: json(ref("Event")) },
  responses: { "2XX": { description: "Taken. Anything else is a failure, and shown as one." } },
};

const IDEMPOTENCY = {
  name: "Idempotency-Key",
  in: "header",
  required: false,
  schema: { type: "string", maxLength: 202 },
  description: "The same request under the same key is answered as the first time.",
};
const PROBLEM = {
  description: "A problem (RFC 9457). Nothing was recorded.",
  content: { "application/problem+json": { schema: ref("Problem") } },
};

const schemaOf = (schema: z.core.$ZodType): JsonObject => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: "input" }) as Record<string, Json>;
  return rest;
};
const schemasOf = (all: Readonly<Record<string, z.core.$ZodType>>): Record<string, JsonObject> =>
  Object.fromEntries(Object.entries(all).map(([name, schema]) => [name, schemaOf(schema)]));
