import type { StandardSchemaV1 as Schema } from "@standard-schema/spec";
import { type Json, type JsonObject, sha256 } from "../canonical.js";
import { type Clock, inTime } from "../clock.js";
import { type About, failure, type Issue, isCountersignError } from "../errors.js";
import type { Definition } from "./action.js";
import { andThen } from "./at-once.js";
import { type Frozen, freeze, NotJson, same } from "./freeze.js";
import type { Gathered } from "./gather.js";
import { OURS } from "./limits.js";
import { isInside } from "./paths.js";
import { type Commitments, commitments, committed, redact, salted } from "./redaction.js";

/** Where calls are made: part of every digest, from the config alone. */
export interface Deployment {
  readonly app: string;
  readonly tenant: string;
  /** Not given: `null` in the digest and unknown to a rule. */
  readonly environment: string | null;
}

/** One attempt to perform an action: frozen arguments and context. */
export interface Call extends Gathered {
  readonly id: string;
  readonly definition: Definition;
  readonly args: JsonObject;
  /** RFC 8785 text of the arguments. */
  readonly argsText: string;
  readonly datasets: readonly string[];
  /** The input before the schema, where it is not what the arguments are. */
  readonly given?: Json;
}

/** What a call's digest commits to, and with which salts; the salts let another process make the same digest again. */
export interface Bound {
  readonly digest: string;
  readonly argsCommit: string;
  readonly salt: string;
  readonly secrets: Commitments;
}

/**
 * The schema's output as frozen JSON. Parsing it again must give the same value, so that what people saw parses to
 * what runs. @throws code `input`.
 */
export function parse(definition: Definition, input: unknown, about: About): Parsed | Promise<Parsed> {
  const given = frozen(definition, input, about);
  return andThen(validate(definition, given.value, about), (output) =>
    same(given.value, output)
      ? object(given, about)
      : andThen(parseAgain(definition, frozen(definition, output, about), about), (parsed) => ({
          ...parsed,
          given: given.value,
        })),
  );
}

/** The arguments, and where a schema made them of another input, that. */
interface Parsed extends Frozen<JsonObject> {
  readonly given?: Json;
}

/** What a schema answers later, waited for as any part that is not ours. @throws `unavailable` (schema) */
export const parsedInTime = <T>(answer: T | Promise<T>, clock: Clock, about: About): T | Promise<T> =>
  answer instanceof Promise
    ? inTime(answer, clock, "the input schema").catch((cause: unknown) => {
        if (isCountersignError(cause)) throw cause;
        throw failure("unavailable", about, "the input schema does not answer", { part: "schema", cause });
      })
    : answer;

function parseAgain(definition: Definition, parsed: Frozen, about: About) {
  return andThen(validate(definition, parsed.value, about), (again) => {
    if (same(parsed.value, again)) return object(parsed, about);
    throw invalid(about, "the input schema changes its own output: parsing twice must give the same value", "");
  });
}

function frozen({ limits }: Definition, value: unknown, about: About): Frozen {
  try {
    return freeze(value, limits);
  } catch (error) {
    if (error instanceof NotJson) throw invalid(about, error.message, error.path);
    throw invalid(about, "the arguments could not be read", "");
  }
}

function validate(definition: Definition, value: Json, about: About): unknown {
  return andThen(answerOf(definition, value, about), (answer) => outputOf(answer, definition, about));
}

type Answer = Schema.Result<unknown>;

function answerOf({ input }: Definition, value: Json, about: About): Answer | Promise<Answer> {
  const threw = () => invalid(about, "the input schema threw instead of answering", "");
  try {
    const answer = input["~standard"].validate(value);
    return answer instanceof Promise ? answer.catch(() => Promise.reject(threw())) : answer;
  } catch {
    throw threw();
  }
}

function outputOf(result: Answer, { secret }: Definition, about: About): unknown {
  if (!result.issues) return result.value;
  const issues = result.issues.map(({ message, path = [] }) => issueOf(message, path.map(keyOf).join("."), secret));
  throw failure("input", about, issues.map(({ path, message }) => `${path || "arguments"}: ${message}`).join("; "), {
    issues,
  });
}

const issueOf = (message: string, path: string, secret: readonly string[]): Issue => ({
  message: secret.some((one) => isInside(path, one)) ? "not valid" : message, // a message may quote the value
  path,
});
const keyOf = (part: PropertyKey | { readonly key: PropertyKey }): string =>
  String(typeof part === "object" ? part.key : part);

function object(frozen: Frozen, about: About): Frozen<JsonObject> {
  const { value } = frozen;
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return frozen as Frozen<JsonObject>;
  throw invalid(about, "the arguments must be one object", "");
}

const invalid = (about: About, message: string, path: string) =>
  failure("input", about, path ? `${path}: ${message}` : message, { issues: [{ message, path }] satisfies Issue[] });

/** Freezes one attempt: arguments through the schema, then what they touch. @throws code `input`. */
export function capture(
  definition: Definition,
  input: unknown,
  gathered: Gathered,
  about: About,
): Call | Promise<Call> {
  return andThen(parse(definition, input, about), ({ value, text, given }) => {
    const call = callOf(definition, value, text, gathered, about);
    return given === undefined ? call : { ...call, given };
  });
}

/**
 * The call of arguments that are frozen already. @throws code `input` when the action's `datasets` fails, and for an
 * argument whose secret or critical path was written as if the dot in its name led inside: nothing would hide it.
 */
export function callOf(
  definition: Definition,
  args: JsonObject,
  argsText: string,
  gathered: Gathered,
  about: About,
): Call {
  for (const path of [...definition.secret, ...definition.critical])
    if (path.includes(".") && Object.hasOwn(args, path))
      throw invalid(
        about,
        "this argument's own name holds a dot: where it is secret or critical, write it as \\.",
        path,
      );
  const datasets = datasetsOf(definition, args, gathered.context.datasets, about);
  return { id: about.callId, definition, args, argsText, datasets, context: gathered.context, actors: gathered.actors };
}

function datasetsOf(
  { datasets, secret }: Definition,
  args: JsonObject,
  known: readonly string[] = [],
  about: About,
): readonly string[] {
  try {
    const own = typeof datasets === "function" ? datasets(redact(args, secret) as never) : datasets;
    return known.length === 0 ? own : [...new Set([...own, ...known])].sort();
  } catch {
    throw invalid(about, "the action's `datasets` function threw", "datasets");
  }
}

/**
 * SHA-256 over tenant, environment, action, definition, arguments, actors and datasets (RFC 8785, built by key order).
 * The arguments enter by a salted commitment, each secret one by a commitment of its own: no digest is a guessing oracle.
 */
export function bind(call: Omit<Call, "id">, at: Deployment, known?: Pick<Bound, "salt" | "secrets">): Bound {
  const { definition, args, argsText, actors, datasets } = call;
  const salt = known?.salt ?? salted();
  const secrets = definition.secret.length === 0 ? NONE : commitments(args, definition.secret, known?.secrets);
  const argsCommit = commit(secrets === NONE ? argsText : freeze(committed(args, secrets), OURS).text, salt);
  const said = { action: definition.name, actors, argsCommit, datasets, definition: definition.digest };
  return { digest: digestOf(said, at), argsCommit, salt, secrets };
}

const commit = (argsText: string, salt: string): string => sha256(`{"args":${argsText},"salt":"${salt}"}`);

/** What a digest says of a call, its action and definition by name and digest. */
export interface Said {
  readonly action: string;
  readonly actors: string;
  readonly argsCommit: string;
  readonly datasets: readonly string[];
  readonly definition: string;
}

function digestOf({ action, actors, argsCommit, datasets, definition }: Said, { environment, tenant }: Deployment) {
  return sha256(
    `{"action":${JSON.stringify(action)},"actors":${actors},"args_commit":"${argsCommit}","datasets":${JSON.stringify(datasets)},"definition":"${definition}","environment":${JSON.stringify(environment)},"tenant":${JSON.stringify(tenant)},"v":1}`,
  );
}

/** Whether a call as it is stored, its secrets as marks with commitments, is the one that its digest binds. */
export function isBound(
  stored: Said & { readonly args: JsonObject; readonly callDigest: string } & Pick<Bound, "salt" | "secrets">,
  at: Deployment,
): boolean {
  const text = freeze(committed(stored.args, stored.secrets), OURS).text;
  return commit(text, stored.salt) === stored.argsCommit && digestOf(stored, at) === stored.callDigest;
}

const NONE: Commitments = Object.freeze({});
