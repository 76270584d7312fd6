import type { Known } from "../action/context.js";
import type { Json, JsonObject } from "../canonical.js";
import { alikeTo, isPlain } from "./plain.js";
import type { Subject, Truth } from "./subject.js";

type Read = (subject: Subject) => Json | undefined;
type Shape = "leaf" | "open" | readonly string[];

const PRINCIPAL = ["issuer", "subject", "name"] as const;
const CONTEXT: Record<keyof Known, Shape> = {
  agent: PRINCIPAL,
  owner: PRINCIPAL,
  user: PRINCIPAL,
  delegators: "leaf",
  model: "leaf",
  session: "leaf",
  run: "leaf",
  toolCall: "leaf",
  request: "leaf",
  datasets: "leaf",
  trace: "leaf",
  facts: "open",
  environment: "leaf",
  tenant: "leaf",
  tainted: "leaf",
};

/** Reads a path of a rule: own properties of objects only (an array is a leaf); undefined when it is not there. */
export const reader = (path: string): Read => at(path, (value) => value);

/** What `use` makes of the value that is read; undefined when it is not there. Each in one function: most time is spent here. */
export function at<T>(path: string, use: (value: Json) => T): (subject: Subject) => T | undefined {
  const [root, first = "", second, ...rest] = path.split(".");
  const of = root === "args" ? "args" : "context";
  if (second === undefined)
    return (subject) => {
      const value = member(subject[of] as JsonObject, first);
      return value === undefined ? undefined : use(value);
    };
  if (rest.length === 0)
    return (subject) => {
      const value = member(member(subject[of] as JsonObject, first), second);
      return value === undefined ? undefined : use(value);
    };
  return (subject) => {
    const value = rest.reduce(member, member(member(subject[of] as JsonObject, first), second));
    return value === undefined ? undefined : use(value);
  };
}

const member = (of: Json | undefined, key: string): Json | undefined =>
  typeof of === "object" && of !== null && !Array.isArray(of) && Object.hasOwn(of, key)
    ? (of as JsonObject)[key]
    : undefined;

/** Whether nothing is there. Unknown where something is under nearly that name, which a body may read for it. */
export function absence(path: string): (subject: Subject) => Truth {
  const [root, ...keys] = path.split(".");
  const has = finder(keys);
  const of = root === "args" ? "args" : "context";
  return (subject) => {
    const value = subject[of] as JsonObject;
    return keys.reduce(member, value as Json | undefined) !== undefined ? false : has(value) ? undefined : true;
  };
}

/** Whether a value has something at these keys, in another letter case, with spaces around them or what hides in them. */
export function finder(keys: readonly string[]): (value: Json) => boolean {
  const steps = keys.map((key) => ({ key, alike: alikeTo(key) }));
  const has = (value: Json, at: number): boolean => {
    const step = steps[at];
    if (!step) return true;
    if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
    return Object.entries(value).some(
      ([key, one]) => (key === step.key || !isPlain(key) || step.alike(key)) && has(one as Json, at + 1),
    );
  };
  return (value) => has(value, 0);
}

/** The argument path of `args.…`, else undefined. */
export const argumentOf = (path: string): string | undefined => (path.startsWith("args.") ? path.slice(5) : undefined);

/** What is wrong with a path, as data. Whether an argument exists is for its action's schema to say. */
export function pathIssue(path: string): string | undefined {
  const [root, key, ...rest] = path.split(".");
  if ((root !== "args" && root !== "context") || !key || rest.includes(""))
    return `${JSON.stringify(path)} is not a path: write "args.amount" or "context.user.subject"`;
  if (!isPlain(path)) return "a path has no hidden characters: type it again";
  return root === "context" ? contextIssue(key, rest) : undefined;
}

function contextIssue(key: string, rest: readonly string[]): string | undefined {
  const shape = Object.hasOwn(CONTEXT, key) ? CONTEXT[key as keyof Known] : undefined;
  if (!shape) return `the context has no "${key}": use one of ${Object.keys(CONTEXT).join(", ")}`;
  if (shape === "open" || rest.length === 0) return undefined;
  if (shape !== "leaf" && rest.length === 1 && shape.includes(rest[0] as string)) return undefined;
  return `context.${key} has no "${rest.join(".")}"${shape === "leaf" ? "" : `: use one of ${shape.join(", ")}`}`;
}
