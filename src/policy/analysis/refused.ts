import type { Definition } from "../../action/action.js";
import type { Json } from "../../canonical.js";
import { argumentOf } from "../path.js";
import type { Operator } from "../rule.js";
import { shown } from "../shown.js";
import type { Arguments } from "./arguments.js";
import type { Draft } from "./draft.js";
import type { Examined } from "./examined.js";
import { finding } from "./finding.js";
import { exampleOf, type OnValue } from "./on-value.js";
import { some } from "./words.js";

const NAMING: readonly Operator[] = ["eq", "ne", "in"];

/** Values that a condition names and every schema refuses: a misspelt word of a list looks right and is never there. */
export async function refusals(
  rule: Examined,
  placed: OnValue,
  actions: readonly Definition[],
  args: Arguments,
): Promise<readonly Draft[]> {
  const { data, at } = placed;
  if (!NAMING.includes(data.op)) return [];
  const named = (Array.isArray(data.value) ? data.value : [data.value]) as readonly Json[];
  const argument = argumentOf(data.path) ?? "";
  const refused: { value: Json; why: string }[] = [];
  for (const value of named) {
    const why = await refusedByAll(actions, argument, value, args);
    if (why !== undefined) refused.push({ value, why });
  }
  const [first] = refused;
  if (!first) return [];
  const who = `the input schema of ${some(actions.map(({ name }) => name))}`;
  const message = `${who} refuses ${some(refused.map(({ value }) => shown(value)))} at ${data.path} (${first.why}), so no call has it`;
  const never = data.op !== "ne" && refused.length === named.length;
  return [
    {
      finding: finding("out-of-schema", {
        policy: rule.policy,
        path: `${rule.path}.${at}.value`,
        rules: [rule.label],
        message,
      }),
      ...(never && { example: exampleOf(rule, placed, "never true", actions) }),
    },
  ];
}

async function refusedByAll(
  actions: readonly Definition[],
  argument: string,
  value: Json,
  { refusal }: Arguments,
): Promise<string | undefined> {
  let why: string | undefined;
  for (const action of actions) {
    why = await refusal(action, argument, value);
    if (why === undefined) return undefined;
  }
  return why;
}
