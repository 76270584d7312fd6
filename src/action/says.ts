import type { Json } from "../canonical.js";
import type { Call } from "./capture.js";
import { at } from "./paths.js";
import { placesOf } from "./places.js";
import { SECRET } from "./redaction.js";

const LONGEST = 2_000;
const SHORTEST = 4;
/** What is looked at; what is behind it is not shown. */
const LOOKED_AT = 2 * LONGEST;

/** The agent's own words on a call, from its context's `facts.agentSays`. A secret argument that they quote is a mark. */
export function agentsWords({ context, definition, args }: Call): string | undefined {
  const said = context.facts?.["agentSays"];
  if (typeof said !== "string" || said === "") return undefined;
  const secrets = new Set(definition.secret.flatMap((path) => textsIn(at(args, path))));
  const start = said.slice(0, LOOKED_AT);
  const is = start.length < said.length ? "cut" : "whole";
  const masked = withoutSecrets(start, secrets, is);
  return is === "cut" || masked.length > LONGEST ? `${masked.slice(0, LONGEST)}…` : masked;
}

/**
 * A mark for each secret that a text holds; those that overlap have one together. A text that is the beginning of a longer
 * one may end with the beginning of a secret: that is masked, too.
 */
function withoutSecrets(text: string, secrets: Iterable<string>, is: "whole" | "cut"): string {
  const ends = new Map<number, number>(); // the furthest end of a secret, by its start
  const add = (start: number, end: number) => ends.set(start, Math.max(end, ends.get(start) ?? 0));
  for (const secret of secrets) {
    const { starts, begun } = placesOf(secret.slice(0, LOOKED_AT), text);
    for (const start of starts) add(start, start + secret.length);
    if (is === "cut" && begun > 0) add(text.length - begun, text.length);
  }
  let [shown, from] = ["", 0];
  for (const [start, end] of [...ends].sort(([one], [other]) => one - other)) {
    if (start >= from) shown += text.slice(from, start) + SECRET;
    from = Math.max(from, end);
  }
  return shown + text.slice(from);
}

/** Texts and numbers in a value; shorter ones would be found by chance. */
function textsIn(value: Json | undefined): string[] {
  if (typeof value === "object" && value !== null) return Object.values(value).flatMap(textsIn);
  const text = typeof value === "string" || typeof value === "number" ? String(value) : "";
  return text.length >= SHORTEST ? [text] : [];
}
