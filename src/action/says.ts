import type { Json } from "../canonical.js";
import type { Call } from "./capture.js";
import { at } from "./paths.js";
import { SECRET } from "./redaction.js";

const LONGEST = 2_000;
const SHORTEST = 4;

/** The agent's own words on a call, from its context's `facts.agentSays`. A secret argument that they quote is a mark. */
export function agentsWords({ context, definition, args }: Call): string | undefined {
  const said = context.facts?.["agentSays"];
  if (typeof said !== "string" || said === "") return undefined;
  const secrets = definition.secret.flatMap((path) => textsIn(at(args, path)));
  const masked = secrets.reduce((text, secret) => text.replaceAll(secret, SECRET), said);
  return masked.length > LONGEST ? `${masked.slice(0, LONGEST)}…` : masked;
}

/** Texts and numbers in a value; shorter ones would be found by chance. */
function textsIn(value: Json | undefined): string[] {
  if (typeof value === "object" && value !== null) return Object.values(value).flatMap(textsIn);
  const text = typeof value === "string" || typeof value === "number" ? String(value) : "";
  return text.length >= SHORTEST ? [text] : [];
}
