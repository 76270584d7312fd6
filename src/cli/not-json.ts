import type { Document, Node } from "yaml";
import { startOf } from "./place.js";

interface Wrong {
  readonly at: number;
  readonly message: string;
}

type Yaml = typeof import("yaml");

const TAGS: ReadonlySet<string> = new Set(
  ["str", "int", "float", "bool", "null", "map", "seq"].map((name) => `tag:yaml.org,2002:${name}`),
);

/** What a YAML document says that JSON cannot, so that no value is another one after it was read. */
export function notJson(yaml: Yaml, document: Document): readonly Wrong[] {
  const wrong: Wrong[] = [];
  const note = (node: unknown, message: string | undefined) =>
    void (message !== undefined && wrong.push({ at: startOf(node), message }));
  if (document.directives?.yaml.version === "1.1")
    note(undefined, "is YAML 1.1, where yes, no and on are not texts: leave the line %YAML 1.1 out");
  yaml.visit(document, {
    Node: (role, node) => note(node, nodeIssue(yaml, document, node) ?? (role === "key" ? undefined : number(node))),
    Pair: (_, { key }) => note(key, isText(yaml, key) ? undefined : "a key must be a text: put it in quotes"),
  });
  return wrong;
}

const isText = (yaml: Yaml, key: unknown): boolean => yaml.isScalar(key) && typeof key.value === "string";

function nodeIssue(yaml: Yaml, document: Document, node: Node): string | undefined {
  if (yaml.isAlias(node))
    return node.resolve(document) ? undefined : `nothing before this alias has the anchor &${node.source}`;
  return node.tag === undefined || TAGS.has(node.tag) ? undefined : `has no place in JSON: ${node.tag}`;
}

function number(node: Node): string | undefined {
  const value = "value" in node ? node.value : undefined;
  if (typeof value !== "number") return undefined;
  if (!Number.isFinite(value)) return "is no number of JSON";
  return Number.isInteger(value) && !Number.isSafeInteger(value)
    ? "is a whole number that cannot be held exactly: write it as a text"
    : undefined;
}
