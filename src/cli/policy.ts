import { TRY } from "./policy-arguments.js";
import { check } from "./policy-check.js";
import { diff } from "./policy-diff.js";
import { Unusable } from "./unusable.js";
import type { Output } from "./verify.js";

const HELP = `countersign policy check FILE [--actions MODULE] [--json]
countersign policy diff OLD NEW [--json]

check refuses a policy that cannot work, as loadPolicy does, and says where in the file each error is.
diff tells which rules were added, removed and changed, by their ids; the order of rules is no difference in them.

  FILE, OLD, NEW   a policy: JSON where the name ends in .json, else YAML 1.2 (both need the package yaml)
  --actions        a JavaScript module that exports the actions, one by one or in lists: the names of actions in rules,
                   and the arguments that these rules read, must be theirs; without it they are taken as given
  --json           the answer as JSON

Exit code of check: 0 nothing is wrong, 1 the policy is refused, 2 it could not be read.
Exit code of diff: 0 both have the same hash, 1 they have not, 2 one could not be read or is refused.`;

/** Runs `countersign policy`; the answer is the exit code. */
export async function policyCommand([name, ...args]: readonly string[], output: Output): Promise<0 | 1 | 2> {
  try {
    if ([name, ...args].some((arg) => arg === "--help" || arg === "-h")) return help(output);
    if (name === "check") return await check(args, output);
    if (name === "diff") return await diff(args, output);
    throw new Unusable(`say check or diff. ${TRY}`);
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
