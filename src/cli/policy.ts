import { TRY } from "./policy-arguments.js";
import { check } from "./policy-check.js";
import { diff } from "./policy-diff.js";
import { explain } from "./policy-explain.js";
import { replay } from "./policy-replay.js";
import { test } from "./policy-test.js";
import { Unusable } from "./unusable.js";
import type { Output } from "./verify.js";

const HELP = `countersign policy check FILE [--actions MODULE] [--people PEOPLE] [--above FILE] [--strict] [--json]
countersign policy diff OLD NEW [--json]
countersign policy explain CALL --policy FILE [--actions MODULE] [--people PEOPLE] [--json]
countersign policy test TESTS [--policy FILE] [--actions MODULE] [--coverage] [--mutants] [--json]
countersign policy replay --log LOG|FOLDER --against FILE [--store STORE] [--policy OLD] [--key KEY] [--json]

check refuses a policy that cannot work, as loadPolicy does, and says where in the file each error is. Of one that can it
  tells what can hardly be meant, each with a call that shows it: errors (a rule that is never true, a condition that no
  schema lets be true, people who cannot be enough) refuse it too; warnings and notes do not.
diff tells which rules were added, removed and changed, by their ids; the order of rules is no difference in them.
explain judges one call and says why: the rules that applied, what is not known, what would have allowed it, who may decide.
test judges calls that you expect something of, and tells which rules and conditions none of them shows.
replay judges the calls in a log by other policies and tells which verdicts flip. Of calls that nobody was asked about
  arguments are nowhere: where a verdict rests on those, on other calls or on a session's taint, it is not known.
The last three judge by policies alone: no other engine is asked.

  FILE, OLD, NEW   a policy: JSON where the name ends in .json, else YAML 1.2 (both need the package yaml)
  CALL             { action, args, context, datasets, effect, environment, tenant, now, tainted, history }: the first two,
                   and without --actions effect, must be there; what is not there is not known (but now, of explain, is the
                   present); history is of other calls, as { args, ago }. JSON or YAML
  TESTS            { policy, actions, predicates, tests: [{ name, call, expect }] }: paths from the file; expect is allow,
                   ask, deny or { verdict, rules, masks, shadow }
  --policy         may be given again: the organisation's first. Of replay: only calls that were judged by these
  --against        what replay judges by; may be given again
  --actions        a JavaScript module that exports the actions, one by one or in lists: the names of actions in rules,
                   and the arguments that these rules read, must be theirs; without it they are taken as given
  --predicates     a module that exports the predicates that rules name
  --people         a file of people as staticDirectory() reads it: who may decide, and who may not because of what; of
                   check: whether those whom rules ask can be enough
  --above          of check: a policy of a layer above; may be given again, the organisation's first
  --strict         of check: warnings refuse the policy too
  --coverage       exit 1 also where a rule decided nothing, or a condition was not seen both true and other than true
  --mutants        judge also without each rule and each condition: exit 1 where no test fails
  --store          the SQLite store (default: FOLDER/store.db), for the arguments of calls that people were asked about
  --key            check the log first, as countersign verify does
  --json           the answer as JSON

Exit code of check: 0 nothing is wrong, 1 the policy is refused, 2 it could not be read.
Exit code of diff: 0 both have the same hash, 1 they have not, 2 one could not be read or is refused.
Exit code of explain: 0 the call was judged (the verdict is in the answer), 2 it could not be.
Exit code of test: 0 all as expected, 1 not, 2 they could not be judged.
Exit code of replay: 0 no verdict flips, 1 some do, 2 it could not be told.`;

const COMMANDS: Readonly<Record<string, (args: readonly string[], output: Output) => Promise<0 | 1>>> = {
  check,
  diff,
  explain,
  test,
  replay,
};

/** Runs `countersign policy`; the answer is the exit code. */
export async function policyCommand([name, ...args]: readonly string[], output: Output): Promise<0 | 1 | 2> {
  try {
    if ([name, ...args].some((arg) => arg === "--help" || arg === "-h")) return help(output);
    const command = name !== undefined && Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
    if (command) return await command(args, output);
    throw new Unusable(`say ${Object.keys(COMMANDS).join(", ")}. ${TRY}`);
  } catch (error) {
    if (!(error instanceof Unusable)) throw error;
    output.error(`countersign policy: ${error.message}`);
    return 2;
  }
}

function help({ out }: Output): 0 {
  out(HELP);
  return 0;
}
