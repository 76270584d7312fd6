import type { Node } from "./schema-node.js";

const text = { type: "string" };
const principal = {
  type: "object",
  properties: { issuer: text, subject: text, name: text },
  required: ["issuer", "subject"],
};
const texts = { type: "array", items: text };

/** What a context may hold, as a JSON Schema; `facts` may be anything. */
export const CONTEXT: Node = {
  type: "object",
  properties: {
    agent: principal,
    owner: principal,
    user: principal,
    delegators: { type: "array", items: principal },
    model: text,
    session: text,
    run: text,
    toolCall: text,
    request: text,
    datasets: texts,
    trace: text,
    environment: text,
    tenant: text,
    tainted: { type: "boolean" },
  },
};
