import type { JsonObject } from "../../src/canonical.js";
import type { MemoryLog } from "../../src/testing/testing.js";
import { bytesOf, verify, written } from "../audit/written.js";

const CHAIN: ReadonlySet<string> = new Set(["prev", "seq", "writer"]);

/** What the starts of executions in a log say, oldest first. */
export function startsOf({ events }: MemoryLog): readonly JsonObject[] {
  const starts = events.filter(({ type }) => type === "dev.countersign.execution.started.v1");
  const said = starts.map(({ line }) => Object.entries((JSON.parse(line) as { data: JsonObject }).data));
  return said.map((data) => Object.fromEntries(data.filter(([name]) => !CHAIN.has(name))));
}

/** The kinds of what is wrong with a log of these starts. Who writes it has its key, and not the desk's. */
export async function problemsOf(...starts: readonly JsonObject[]): Promise<readonly string[]> {
  const log = await written(async (writer) => {
    for (const start of starts) writer.note("execution.started", start);
    await writer.commit();
  });
  return (await verify(bytesOf(log))).problems.map(({ kind }) => kind);
}
