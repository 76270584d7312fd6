import type { Asked } from "./server.js";
import type { Json } from "./workspace.js";

const ENCODED = ["blocks", "attachments", "metadata", "view"];
const BOOLEANS = ["unfurl_links", "unfurl_media", "reply_broadcast", "mrkdwn", "link_names", "include_locale"];

/** What kind of body a request has. */
export const formOf = ({ headers, text }: Asked): "form" | "json" | "none" => {
  const type = headers["content-type"] ?? "";
  if (text === "") return "none";
  return type.startsWith("application/json") ? "json" : "form";
};

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** One argument: blocks and views may be JSON in a text, in a form and in JSON. */
function argument(name: string, value: unknown): unknown {
  if (typeof value !== "string") return value;
  if (ENCODED.includes(name)) return parsed(value) ?? value;
  if (BOOLEANS.includes(name)) return value === "true" || value === "1";
  return value;
}

/** A body that must be a JSON object. */
export function jsonOf({ text }: Asked): Json | undefined {
  const body = parsed(text);
  return typeof body === "object" && body !== null && !Array.isArray(body) ? (body as Json) : undefined;
}

/** The arguments of a method, from the query and from a body of either kind. */
export function argumentsOf(asked: Asked): Json {
  const form = formOf(asked);
  const body = form === "json" ? (jsonOf(asked) ?? {}) : Object.fromEntries(new URLSearchParams(asked.text));
  const all = { ...Object.fromEntries(asked.url.searchParams), ...body };
  return Object.fromEntries(Object.entries(all).map(([name, value]) => [name, argument(name, value)]));
}
