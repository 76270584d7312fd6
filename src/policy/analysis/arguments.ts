import type { Definition } from "../../action/action.js";
import { parse } from "../../action/capture.js";
import { keysOf, pathOf } from "../../action/paths.js";
import type { Json, JsonObject } from "../../canonical.js";
import { type Issue, isCountersignError } from "../../errors.js";
import { valuesFor } from "./samples.js";
import { type Place, placeIn } from "./schema-domain.js";
import { schemaOf as inputSchema, type Node, nodeAt } from "./schema-node.js";

/** Arguments by the names on the way to them; undefined for one that must not be there. */
export type Fixed = readonly (readonly [keys: readonly string[], value: Json | undefined])[];

/** What an input schema makes of arguments. */
type Answer = { readonly args: JsonObject } | { readonly issues: readonly Issue[] };

/** Makes arguments that the actions' input schemas let through. */
export interface Arguments {
  /** Values to try for an argument. */
  offered(definition: Definition, keys: readonly string[]): readonly Json[];
  /** What an input schema says of an argument. */
  placeOf(definition: Definition, argument: string): Place | undefined;
  /** With these values where they are fixed; undefined where none were found. */
  make(definition: Definition, fixed: Fixed): Promise<JsonObject | undefined>;
  /** What an input schema says against a value; undefined where it lets it through, or says nothing of it. */
  refusal(definition: Definition, argument: string, value: Json): Promise<string | undefined>;
}

export function argumentsOf(): Arguments {
  const schemaOf = remembered(inputSchema);
  const base = remembered((definition: Definition) => repaired(definition, {}, [], schemaOf(definition)));
  const places = remembered((definition: Definition) =>
    remembered((argument: string) => placeIn(schemaOf(definition), keysOf(argument))),
  );
  const refusals = remembered((definition: Definition) =>
    remembered(async (asked: string) => {
      const [argument, value] = JSON.parse(asked) as [string, Json];
      return issueAt(definition, await start(definition, [[keysOf(argument), value]]), argument);
    }),
  );
  const start = async (definition: Definition, fixed: Fixed): Promise<JsonObject> => {
    const args: JsonObject = (await base(definition)) ?? {};
    return fixed.reduce((made, [keys, value]) => placed(made, keys, value) as JsonObject, args);
  };
  const offers = remembered((definition: Definition) =>
    remembered((argument: string) => valuesFor(nodeAt(schemaOf(definition), keysOf(argument)), schemaOf(definition))),
  );
  return {
    offered: (definition, keys) => offers(definition)(keys.map(pathOf).join(".")),
    placeOf: (definition, argument) => places(definition)(argument),
    make: async (definition, fixed) =>
      repaired(definition, await start(definition, fixed), fixed, schemaOf(definition)),
    refusal: (definition, argument, value) => refusals(definition)(JSON.stringify([argument, value])),
  };
}

/** Each answer is made once. */
function remembered<Key, Answer>(make: (key: Key) => Answer): (key: Key) => Answer {
  const made = new Map<Key, Answer>();
  return (key) => {
    if (!made.has(key)) made.set(key, make(key));
    return made.get(key) as Answer;
  };
}
async function issueAt(definition: Definition, args: JsonObject, argument: string): Promise<string | undefined> {
  const answer = await answerOf(definition, args);
  if ("args" in answer) return undefined;
  return answer.issues.find(({ path }) => isWithin(path.split("."), keysOf(argument)))?.message;
}

const MOST_REPAIRS = 24;

/** Tries other values where the schema finds something wrong, but never where a value is fixed. */
async function repaired(
  definition: Definition,
  start: JsonObject,
  fixed: Fixed,
  schema: Node | undefined,
): Promise<JsonObject | undefined> {
  let args = start;
  let answer = await answerOf(definition, args);
  for (let i = 0; i < MOST_REPAIRS && "issues" in answer; i++) {
    const keys = answer.issues[0]?.path.split(".") ?? [];
    if (keys[0] === undefined || keys[0] === "" || fixed.some(([at]) => isWithin(keys, at))) return undefined;
    const better = await repairedAt(definition, args, keys, valuesFor(nodeAt(schema, keys), schema));
    if (!better) return undefined;
    ({ args, answer } = better);
  }
  if ("issues" in answer) return undefined;
  const made = answer.args;
  return fixed.every(([keys, value]) => isAt(made, keys, value)) ? made : undefined;
}

async function repairedAt(
  definition: Definition,
  before: JsonObject,
  keys: readonly string[],
  values: readonly Json[],
) {
  for (const value of values) {
    const args = placed(before, keys, value) as JsonObject;
    const answer = await answerOf(definition, args);
    if ("args" in answer || !answer.issues.some(({ path }) => path === keys.join("."))) return { args, answer };
  }
  return undefined;
}

async function answerOf(definition: Definition, args: JsonObject): Promise<Answer> {
  try {
    return { args: (await parse(definition, args, { action: definition.name, callId: "" })).value };
  } catch (error) {
    return { issues: isCountersignError(error, "input") ? error.issues : [] };
  }
}

const isWithin = (keys: readonly string[], above: readonly string[]): boolean =>
  above.every((key, i) => keys[i] === key);

function isAt(args: Json, keys: readonly string[], value: Json | undefined): boolean {
  const found = keys.reduce<Json | undefined>((of, key) => memberOf(of, key), args);
  return value === undefined ? found === undefined : JSON.stringify(found) === JSON.stringify(value);
}

const memberOf = (of: Json | undefined, key: string): Json | undefined =>
  typeof of === "object" && of !== null && Object.hasOwn(of, key) ? (of as JsonObject)[key] : undefined;

/** A copy with another value at a place, or none; through lists too. */
function placed(of: Json | undefined, [key, ...rest]: readonly string[], value: Json | undefined): Json | undefined {
  if (key === undefined || (of === undefined && value === undefined)) return value;
  const inner = placed(memberOf(of, key), rest, value);
  if (Array.isArray(of)) return of.map((one: Json, i) => (String(i) === key && inner !== undefined ? inner : one));
  const { [key]: _, ...others } = typeof of === "object" && of !== null ? (of as JsonObject) : {};
  return inner === undefined ? others : { ...others, [key]: inner };
}
