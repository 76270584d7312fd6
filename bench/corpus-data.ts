import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";

const tool = z.object({
  suite: z.string(),
  tool: z.string(),
  schema: z.looseObject({}),
  effect: z.string(),
  critical: z.array(z.string()),
  returns_untrusted: z.boolean(),
});
const task = z.object({ suite: z.string(), task: z.string(), kind: z.enum(["user", "injection"]), text: z.string() });
const call = z.object({
  suite: z.string(),
  task: z.string(),
  step: z.number(),
  tool: z.string(),
  args: z.record(z.string(), z.json()),
});

export type Tool = z.infer<typeof tool>;
export interface Task extends z.infer<typeof task> {
  /** In the order in which they were made. */
  readonly calls: readonly z.infer<typeof call>[];
}

/** Tools and tasks of one suite: what a user asked for, and what an injected text asked for. */
export interface Suite {
  readonly name: string;
  readonly tools: readonly Tool[];
  readonly tasks: readonly Task[];
}

/** The suites of a folder in AgentDojo's terms: `NAME.jsonl` with calls, `NAME_tasks.jsonl`, `NAME_tools.jsonl`. */
export function suitesIn(dir: string): readonly Suite[] {
  const names = existsSync(dir) ? readdirSync(dir).flatMap((file) => /^(.+)_tools\.jsonl$/.exec(file)?.[1] ?? []) : [];
  if (names.length === 0) throw new Error(`${dir} holds no NAME_tools.jsonl beside NAME.jsonl and NAME_tasks.jsonl`);
  return names.flatMap((name) => {
    const tools = linesOf(join(dir, `${name}_tools.jsonl`), tool);
    const tasks = linesOf(join(dir, `${name}_tasks.jsonl`), task);
    const calls = linesOf(join(dir, `${name}.jsonl`), call);
    return [...new Set(tools.map(({ suite }) => suite))].sort().map((suite) => ({
      name: suite,
      tools: tools.filter((one) => one.suite === suite),
      tasks: tasks.filter((one) => one.suite === suite).map((one) => ({ ...one, calls: callsOf(one, calls) })),
    }));
  });
}

const callsOf = (of: z.infer<typeof task>, calls: readonly z.infer<typeof call>[]) =>
  calls.filter(({ suite, task }) => suite === of.suite && task === of.task).sort((a, b) => a.step - b.step);

const linesOf = <T>(path: string, schema: z.ZodType<T>): readonly T[] =>
  readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => schema.parse(JSON.parse(line)));
