import type { Directory } from "../people/directory.js";
import type { Selector } from "../people/person.js";
import { askedBy } from "../policy/approvers.js";
import type { Policy } from "../policy/rule.js";
import { exportsOf } from "./actions.js";
import { parsed } from "./arguments.js";
import { type Check, type Examined, nameOf } from "./doctor-check.js";
import { unlinkedPeople } from "./doctor-people.js";
import { coloured, count, plain, uncoloured } from "./print.js";
import { Unusable } from "./unusable.js";
import type { Output } from "./verify.js";

const HELP = `countersign doctor FILE [--group NAME] [--role NAME] [--person ID] [--ignore-names]

Looks at a set-up and tells what is wrong with it.

  FILE            a module that exports \`directory\`, or \`directories\` (a list: to look at before they are put together), and
                  \`policy\` (one, or a list); or \`config\`, which holds \`directory\` and \`policy\`
  --group         look at the people of this group of a directory, too; may be given again. A group of everybody shows most
  --role          look at those of this role, too; may be given again
  --person        look at this person, by id, too; may be given again
  --ignore-names  people of the same name are not asked about

Looked at are those whom the rules of the policy name, and those named here. Told is:
  people who are two to their directories, and by employee number or mail address one human: they could approve their own
  calls; of the same name it is asked whether they are; accounts of which it cannot be said whose they are; and groups, roles and
  people that name nobody.

Exit code 0: nothing is wrong, 1: something is, or has to be answered, 2: it could not be told.`;

const OPTIONS = {
  group: { type: "string", multiple: true },
  role: { type: "string", multiple: true },
  person: { type: "string", multiple: true },
  "ignore-names": { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

/** By what is looked at. */
const CHECKS: Readonly<Record<string, Check>> = { people: unlinkedPeople };

/** Runs `countersign doctor`; the answer is the exit code. */
export async function doctorCommand(args: readonly string[], output: Output): Promise<0 | 1 | 2> {
  try {
    const { values, positionals } = parsed(args, OPTIONS);
    if (values.help) {
      output.out(HELP);
      return 0;
    }
    const [file, ...more] = positionals;
    if (file === undefined || more.length > 0) throw new Unusable(`name one file. ${TRY}`);
    return await examine(file, values, output);
  } catch (error) {
    if (!(error instanceof Unusable)) throw error;
    output.error(`countersign doctor: ${error.message}`);
    return 2;
  }
}

const TRY = "Try countersign doctor --help";

interface Given {
  readonly group?: readonly string[];
  readonly role?: readonly string[];
  readonly person?: readonly string[];
  readonly "ignore-names"?: boolean;
}

async function examine(file: string, given: Given, { out, style }: Output): Promise<0 | 1> {
  const examined = examinedIn(await exportsOf(file, "the directory"), file, given);
  const paint = style === "colours" ? coloured : uncoloured;
  let all = 0;
  for (const [check, run] of Object.entries(CHECKS))
    for (const { kind, text } of await run(examined)) {
      out(`${check}: ${paint(`${kind}:`, kind === "problem" ? "red" : "yellow")} ${plain(text)}`);
      all++;
    }
  const looked = `looked at ${examined.selectors.map((one) => plain(nameOf(one))).join(", ")}`;
  out(all === 0 ? `nothing is wrong; ${looked}` : `${count(all, "finding")}; ${looked}`);
  return all === 0 ? 0 : 1;
}

interface Exports {
  readonly directory?: Directory;
  readonly directories?: readonly Directory[];
  readonly policy?: Policy | readonly Policy[];
  readonly config?: Pick<Exports, "directory" | "policy">;
}

function examinedIn(exported: Exports, file: string, given: Given): Examined {
  const { group: groups = [], role: roles = [], person: people = [] } = given;
  const { directory = exported.config?.directory, policy = exported.config?.policy } = exported;
  const directories = exported.directories ?? (directory ? [directory] : []);
  if (!Array.isArray(directories) || directories.length === 0 || !directories.every(isDirectory))
    throw new Unusable(`${file} exports no directory: export \`directory\`, \`directories\` (a list) or \`config\``);
  const policies = ([] as readonly Policy[]).concat(policy ?? []);
  if (!policies.every((one) => Array.isArray(one?.rules)))
    throw new Unusable(`${file} exports a \`policy\` that is none: export what policy(…) or loadPolicy(…) made`);
  const selectors: readonly Selector[] = [
    ...askedBy(policies),
    ...groups.map((group) => ({ group })),
    ...roles.map((role) => ({ role })),
    ...people.map((person) => ({ person })),
  ];
  if (selectors.length === 0)
    throw new Unusable(`whose accounts are to be looked at? Export \`policy\` as well, or give --group. ${TRY}`);
  return { directories, selectors, names: given["ignore-names"] ? "ignored" : "compared" };
}

const isDirectory = (one: Directory | undefined): boolean =>
  typeof one?.people === "function" && typeof one.members === "function";
