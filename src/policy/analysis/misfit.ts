import type { Comparison, Operator } from "../rule.js";
import type { Node } from "./schema-node.js";

/** What a text of a format never is: a mail address is no host name, and an IP address no path of a URL. */
const NEVER: Readonly<Record<string, readonly Operator[]>> = {
  email: ["host", "cidr", "pattern"],
  uri: ["mailDomain", "cidr", "pattern"],
  uuid: ["mailDomain", "cidr"],
  ipv4: ["mailDomain", "pattern"],
  ipv6: ["mailDomain", "pattern"],
  date: ["mailDomain", "cidr"],
  "date-time": ["mailDomain", "cidr", "pattern"],
};

/** Shown that no text of this length or format matches. */
export function isMisfit({ op, value }: Comparison, node: Node): boolean {
  const [format, longest] = [node["format"], node["maxLength"]];
  if (typeof format === "string" && Object.hasOwn(NEVER, format) && NEVER[format]?.includes(op)) return true;
  if (typeof longest !== "number" || typeof value !== "string") return false;
  return AFFIXES.includes(op) && [...value.replace(/\/$/, "")].length > longest;
}

const AFFIXES: readonly Operator[] = ["startsWith", "endsWith", "under"];
