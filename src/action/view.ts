import type { Json } from "../canonical.js";
import type { Principal } from "../people/person.js";
import type { Effect } from "./action.js";
import type { Call } from "./capture.js";
import { chain } from "./gather.js";
import { hiddenIn, visible } from "./hidden.js";
import { leaves, overlap } from "./paths.js";
import { redact } from "./redaction.js";
import { agentsWords } from "./says.js";
import { textsIn } from "./value.js";

/** One argument as people see it. */
export interface Field {
  /** Dotted path; lists and empty objects are one field. */
  readonly path: string;
  /**
   * JSON text of the value, hidden characters as `\uXXXX`, so that parsing it gives the value back exactly. A value that
   * is not shown has no JSON here: `(secret)`, and `(removed)` for an argument that only the revision before has.
   */
  readonly text: string;
  readonly critical: boolean;
  /** The text of the revision it replaces; empty where that has no such argument. */
  readonly before?: string;
  readonly note?: string;
}

/** Everything people are shown of one revision, made by core from the bound arguments. */
export interface View {
  readonly title: string;
  readonly effect: Effect;
  readonly datasets: readonly string[];
  readonly environment?: string;
  readonly fields: readonly Field[];
  readonly actors: readonly {
    readonly role: "agent" | "user" | "owner" | "delegator" | "author";
    readonly name: string;
  }[];
  readonly model?: string;
  /** The verdict explained, with unknowns. */
  readonly because: readonly string[];
  readonly stillNeeded: readonly string[];
  /** The agent's own words (`facts.agentSays` of the context), marked as such. */
  readonly agentSays?: string;
  /** False: cut to fit, so nobody may approve from it. */
  readonly complete: boolean;
}

/** JSON text in which no character hides; `JSON.parse` gives the value back. */
export const shown = (value: Json): string => visible(JSON.stringify(value));

interface About {
  readonly environment: string | null;
  readonly because: readonly string[];
  readonly stillNeeded: readonly string[];
  /** Who wrote earlier revisions, by name. */
  readonly authors?: readonly string[];
  readonly before?: readonly Field[];
}

/** The one view of a revision. Secrets show only their length; the title is the action's own sentence over redacted arguments. */
export function viewOf(call: Call, about: About): View {
  const { definition, context } = call;
  const says = agentsWords(call);
  const actors = [
    ...chain(context).map(({ role, who }) => ({ role, name: visible(nameOf(who)) })),
    ...(about.authors ?? []).map((name) => ({ role: "author" as const, name: visible(name) })),
  ];
  return {
    title: titleOf(call),
    effect: definition.effect,
    datasets: call.datasets,
    ...(about.environment !== null && { environment: about.environment }),
    fields: fieldsOf(call, about.before),
    actors,
    ...(context.model !== undefined && { model: visible(context.model) }),
    because: about.because,
    stillNeeded: about.stillNeeded,
    ...(says !== undefined && { agentSays: says.split("\n").map(visible).join("\n") }),
    complete: true,
  };
}

const nameOf = ({ name, issuer, subject }: Principal): string =>
  name ? `${name} (${subject}, ${issuer})` : `${subject} (${issuer})`;

function titleOf({ definition, args }: Call): string {
  try {
    const text = definition.describe?.(redact(args, definition.secret) as never);
    return typeof text === "string" && text !== "" ? visible(text) : definition.name;
  } catch {
    return definition.name; // a description that fails on redacted arguments describes nothing
  }
}

const REMOVED = "(removed)";

/** What is critical comes first, in the order in which the action names it. `before`: the fields of the revision that this one replaces. */
function fieldsOf({ definition, args }: Call, before?: readonly Field[]): Field[] {
  const was = before && new Map(before.filter(({ text }) => text !== REMOVED).map((field) => [field.path, field]));
  const rankOf = ({ path, critical }: Field) =>
    critical ? definition.critical.findIndex((one) => overlap(path, one)) : definition.critical.length;
  const now = leaves(redact(args, definition.secret)).map(([path, value]): Field => {
    const field = fieldOf(definition, path, value);
    const old = was && (was.get(path)?.text ?? "");
    was?.delete(path);
    return old === undefined || old === field.text ? field : { ...field, before: old };
  });
  const ranked = [...now, ...[...(was?.values() ?? [])].map(removal)].map((field) => ({ field, rank: rankOf(field) }));
  return ranked.sort((a, b) => a.rank - b.rank).map(({ field }) => field);
}

function fieldOf({ critical, secret }: Call["definition"], path: string, value: Json): Field {
  const hides = secret.includes(path);
  const note = hides ? "secret" : noteOf(value);
  return {
    path,
    text: hides ? "(secret)" : shown(value),
    critical: critical.some((one) => overlap(path, one)),
    ...(note && { note }),
  };
}

const removal = ({ path, text, critical }: Field): Field => ({ path, text: REMOVED, critical, before: text });

function noteOf(value: Json): string | undefined {
  const texts = textsIn(value);
  const hidden = texts.reduce((sum, text) => sum + hiddenIn(text), 0);
  const hosts = [...new Set(texts.flatMap(hostsIn))];
  const notes = [
    ...(hidden > 0 ? [`${hidden} hidden ${hidden === 1 ? "character" : "characters"}, shown by their code`] : []),
    ...(hosts.length > 0 ? [`as a host: ${hosts.join(", ")}`] : []),
  ];
  return notes.length > 0 ? notes.join("; ") : undefined;
}

// Labels and the dots between them: all characters that IDNA takes for one, with what may hide in a label.
const RUN = /[\p{L}\p{N}\p{M}\p{Cf}_.\u3002\uff0e\uff61-]+/gu;
const DOT = /[.\u3002\uff0e\uff61]/;
const DOTS = /[.\u3002\uff0e\uff61]{2,}/;
const AROUND = /^[.\u3002\uff0e\uff61]|[.\u3002\uff0e\uff61]$/g;
// What IDNA leaves out of a name; of the rest it makes at least a character of every four. A host has at most 253: what is
// longer is none, and making punycode of it would take quadratic time.
const IGNORED = /(?![\u200c\u200d])\p{Default_Ignorable_Code_Point}/gu;
const LONGEST_NAME = 4 * 253;

/** What could be hosts and is not written in ASCII, as the network reads it: look-alikes differ there. */
const hostsIn = (text: string): string[] => [...new Set((text.match(RUN) ?? []).flatMap(namesIn))].flatMap(hostOf);

/** Names of at least two labels. No label is empty, so two dots part two names. */
const namesIn = (run: string): string[] =>
  run
    .split(DOTS)
    .map((name) => name.replace(AROUND, ""))
    .filter((name) => DOT.test(name) && /[^\x20-\x7e]/.test(name))
    .filter((name) => name.split(DOT).every((label) => /[\p{L}\p{N}]/u.test(label)));

function hostOf(name: string): string[] {
  const short = name.length <= LONGEST_NAME ? name : name.replace(IGNORED, "");
  const address = `http://${short}`;
  return short.length <= LONGEST_NAME && URL.canParse(address) ? [new URL(address).hostname] : [];
}
