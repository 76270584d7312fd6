import { isCountersignError } from "../errors.js";
import { type Approvers, approversOf, directoryIn } from "./approvers.js";
import { type Data, dataIn } from "./data-in.js";
import { explainLines, neededFor, verdictText } from "./explain-print.js";
import { callIssues, type GivenCall } from "./given-call.js";
import { type Judgeable, type JudgedCall, judgeable, judged } from "./judged-call.js";
import { type Loaded, loaded } from "./policies.js";
import { argumentsOf, TRY } from "./policy-arguments.js";
import { coloured, plain, uncoloured } from "./print.js";
import { Unusable } from "./unusable.js";
import type { Output } from "./verify.js";

/** The verdict is in what it writes. @throws Unusable when the call could not be judged */
export async function explain(args: readonly string[], { out, style }: Output): Promise<0> {
  const { values, positionals } = argumentsOf(args, ["policy", "actions", "predicates", "people", "json"]);
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new Unusable(`name one file of a call. ${TRY}`);
  const { policy: policies = [], actions, predicates, people } = values;
  if (policies.length === 0) throw new Unusable(`give --policy, the policy to judge by. ${TRY}`);
  const by = await loaded({ policies, actions, predicates });
  const given = await callIn(file, by);
  const found = await judged(given, by.judge);
  const approvers = people === undefined ? undefined : await approversFor(given, found, people);
  const paint = style === "colours" ? coloured : uncoloured;
  if (values.json) out(JSON.stringify(asJson(by, given, found, approvers)));
  else {
    out(`${plain(given.given.action)}: ${verdictText(found.explanation, paint)}`);
    for (const line of explainLines(found, approvers)) out(`  ${line}`);
  }
  return 0;
}

async function callIn(file: string, { actions }: Loaded): Promise<Judgeable> {
  const read: Data = await dataIn(file, "the call");
  const issues = callIssues(read.data);
  if (issues.length > 0) throw read.refused(issues);
  try {
    return await judgeable(read.data as GivenCall, { actions, now: Date.now() });
  } catch (error) {
    if (isCountersignError(error, "input")) throw read.refused(error.issues);
    throw error;
  }
}

async function approversFor(
  { call }: Judgeable,
  { explanation: { verdict, requirements } }: JudgedCall,
  people: string,
): Promise<Approvers | undefined> {
  const directory = await directoryIn(people);
  return verdict === "ask" ? approversOf(call, requirements, directory) : undefined;
}

const asJson = (
  { policies }: Loaded,
  { given }: Judgeable,
  { explanation, lines }: JudgedCall,
  approvers: Approvers | undefined,
) => ({
  action: given.action,
  policies: policies.map(({ id, version, hash }) => ({ id, version, hash })),
  ...explanation,
  because: lines,
  needed: neededFor(explanation.requirements),
  ...(approvers && { approvers }),
});
