import type { StandardSchemaV1 as Schema } from "@standard-schema/spec";
import { digest, type Json } from "../canonical.js";
import { misuse } from "../errors.js";
import { type Limits, limitsOf } from "./limits.js";
import { hasPath, jsonSchemaOf, schemaDigest } from "./schema.js";

/** What an action does to the world. */
export type Effect = (typeof EFFECTS)[number];
export const EFFECTS = ["read", "write", "message", "share", "money", "destroy", "credential", "execute"] as const;

type Scalar = string | number | boolean | null | undefined;
type Callable = (...args: never) => unknown;
export type JsonShaped<T> = T extends Json | undefined
  ? T
  : T extends Callable | Date | bigint | symbol | AsyncIterable<unknown>
    ? never
    : { [K in keyof T]: JsonShaped<T[K]> };

/** Dotted paths, five deep at most (recursive schemas would never end); arrays are leaves. */
export type Path<T, D extends 0[] = []> = unknown extends T
  ? string
  : D["length"] extends 5
    ? never
    : T extends Scalar | readonly unknown[]
      ? never
      : { [K in keyof T & string]-?: K | `${K}.${Path<NonNullable<T[K]>, [...D, 0]>}` }[keyof T & string];
/** The type at a dotted path. */
export type At<T, P> = T extends unknown
  ? P extends keyof T
    ? T[P]
    : P extends `${infer K}.${infer Rest}`
      ? K extends keyof T
        ? At<NonNullable<T[K]>, Rest>
        : never
      : never
  : never;

type Bindable<S extends Schema> = [Schema.InferOutput<S>] extends [JsonShaped<Schema.InferOutput<S>>]
  ? [Schema.InferOutput<S>] extends [Schema.InferInput<S>]
    ? unknown
    : { "countersign: parsing twice must give the same value; this schema changes the type": never }
  : { "countersign: arguments must be JSON after parsing (no Date, Map, bigint, function)": never };

/** What an action is, beside its name and input schema. */
export interface ActionSpec<Args, Out> {
  effect: Effect;
  /** The card's title. Secret arguments come redacted. */
  describe?: (args: Args) => string;
  datasets?: readonly string[] | ((args: Args) => readonly string[]);
  /** Where the effect lands. */
  critical?: readonly Path<Args>[];
  /** Never shown, never logged, never stored. */
  secret?: readonly Path<Args>[];
  /** Needed by re-attaching to a finished call. */
  output?: Schema<unknown, Out>;
  /** `run.key` is honoured downstream: a lost lease restarts the body instead of leaving `unknown`. */
  idempotent?: boolean;
  /** An *allowed* call too is claimed through the store: same key, one run (a key is then required). */
  once?: true;
  /** The caller gets the result only after the outcome is on disk. */
  outcome?: "durable";
  /** The result may carry someone else's words: it taints the session. */
  returns?: "untrusted";
  /**
   * How much it takes, in all its arguments together. `bytes` of their JSON: 262,144 unless said, at most 1,048,576.
   * `values`, each member and item one: 10,000 unless said, at most 50,000.
   */
  limits?: { readonly bytes?: number; readonly values?: number };
  /** The author's name for the body's behaviour; part of the definition digest. */
  version?: string;
  /** Asked when an execution's outcome is unknown. */
  probe?: (
    args: Args,
    run: { readonly callId: string; readonly key: string },
  ) => Promise<"succeeded" | "failed" | "unknown">;
}

/** Defaults make bare `Action` the top type: every action is one. */
export interface Action<In = never, Args = never, Out = unknown> {
  readonly name: string;
  readonly effect: Effect;
  readonly "~types"?: (input: In, args: Args) => Out;
}

/** What core knows of an action. Kept beside the value, so that nobody changes it after it was made. */
export interface Definition extends Required<Pick<ActionSpec<never, unknown>, "effect">> {
  readonly name: string;
  readonly input: Schema;
  /** SHA-256 (hex) of name, effect, schema, critical, secret and version: what an approval is bound to. */
  readonly digest: string;
  /** SHA-256 (hex) of the same without the schema: under a schema that takes them, arguments still mean what they meant. */
  readonly terms: string;
  readonly describe: ((args: never) => string) | undefined;
  readonly datasets: readonly string[] | ((args: never) => readonly string[]);
  readonly critical: readonly string[];
  readonly secret: readonly string[];
  readonly output: Schema | undefined;
  readonly idempotent: boolean;
  readonly once: boolean;
  readonly outcome: "durable" | "soon";
  readonly returns: "untrusted" | "trusted";
  /** How much its arguments may be. They are no part of the digest, for they change no value. */
  readonly limits: Limits;
  readonly probe: ActionSpec<never, unknown>["probe"] | undefined;
  /** Whether an argument path exists in the schema. */
  hasPath(path: string): boolean | "unknown";
  /** Whether a path exists in the output schema, through lists. */
  hasResult(path: string): boolean | "unknown";
}

const DEFINITION = Symbol.for("countersign.definition");
const NAME = /^[A-Za-z0-9][\w.:/-]{0,127}$/;
const OPTIONS = new Set([
  "input",
  "effect",
  "describe",
  "datasets",
  "critical",
  "secret",
  "output",
  "idempotent",
  "once",
  "outcome",
  "returns",
  "limits",
  "version",
  "probe",
]);

/**
 * Names a kind of privileged operation, once; policy and `guard` refer to this value.
 * @throws code `input`: a bad name, an unknown option or effect, a critical or secret path that the schema lacks.
 */
export function action<S extends Schema, Out = unknown>(
  name: string,
  spec: { input: S & Bindable<S> } & ActionSpec<Schema.InferOutput<NoInfer<S>>, Out>,
): Action<Schema.InferInput<S>, Schema.InferOutput<S>, Out> {
  const definition = define(name, spec as unknown as { input: Schema } & ActionSpec<never, unknown>);
  const made = { name, effect: definition.effect };
  Object.defineProperty(made, DEFINITION, { value: definition });
  return Object.freeze(made);
}

/** @throws code `input` for a value that `action()` did not make. */
export function definitionOf(value: Action): Definition {
  const definition = (value as { [DEFINITION]?: Definition } | undefined)?.[DEFINITION];
  if (!definition) throw misuse("action", "this is not an action: make it with action(name, { input, effect })");
  return definition;
}

function define(name: string, spec: { input: Schema } & ActionSpec<never, unknown>): Definition {
  check(name, spec);
  const schema = jsonSchemaOf(spec.input);
  const critical: string[] = [...(spec.critical ?? [])];
  const secret: string[] = [...(spec.secret ?? [])];
  for (const path of [...critical, ...secret])
    if (hasPath(schema, path) === false) throw misuse(`action ${name}`, `the input schema has no argument "${path}"`);
  const {
    effect,
    describe,
    datasets = [],
    output,
    idempotent = false,
    once = false,
    outcome = "soon",
    returns = "trusted",
    limits,
    version,
    probe,
  } = spec;
  const terms = { name, effect, critical, secret, idempotent, version: version ?? null };
  return Object.freeze({
    name,
    effect,
    input: spec.input,
    digest: digest({ ...terms, input: schemaDigest(spec.input) }),
    terms: digest(terms),
    describe,
    datasets,
    critical,
    secret,
    output,
    idempotent,
    once,
    outcome,
    returns,
    limits: limitsOf(limits, `action ${name}`),
    probe,
    hasPath: (path: string) => hasPath(schema, path),
    hasResult: (path: string) => (output ? hasPath(jsonSchemaOf(output, "output"), path, "through") : "unknown"),
  });
}

function check(name: string, spec: { input: Schema } & ActionSpec<never, unknown>): void {
  const where = `action ${JSON.stringify(name)}`;
  if (typeof name !== "string" || !NAME.test(name))
    throw misuse(where, "a name is letters, digits and . : / _ -, at most 128");
  for (const key of Object.keys(spec)) if (!OPTIONS.has(key)) throw misuse(where, `unknown option "${key}"`);
  if (!EFFECTS.includes(spec.effect)) throw misuse(`${where}.effect`, `use one of ${EFFECTS.join(", ")}`);
  if (spec.returns !== undefined && spec.returns !== "untrusted")
    throw misuse(`${where}.returns`, 'is "untrusted", or left out');
  if (typeof spec.input?.["~standard"]?.validate !== "function")
    throw misuse(`${where}.input`, "give a schema of zod, valibot, arktype or any Standard Schema library");
}
