import { existsSync } from "node:fs";
import type { Row, Store } from "../approval/store.js";
import { tenantIn } from "../audit/event.js";
import type { LogReport, Problem, Report } from "../audit/verify-report.js";
import { isCountersignError } from "../errors.js";
import { sqliteStore } from "../stores/sqlite.js";
import { mustBeFile } from "./files.js";
import { Unusable } from "./unusable.js";

const PAGE = 500;

/** Executions that a store knows and no log holds: the logs are not all, or were cut. @throws Unusable */
export async function againstStore(path: string, { logs, executed }: Report): Promise<readonly Problem[]> {
  if (!existsSync(path)) throw new Unusable(`cannot read the store ${path}: there is no such file`);
  mustBeFile(path, "the store");
  const store = sqliteStore({ path });
  const problems: Problem[] = [];
  try {
    for (const tenant of new Set(logs.flatMap(tenantOf))) {
      for await (const row of executions(store, tenant)) if (!executed.has(row.id)) problems.push(lost(path, row));
    }
  } catch (error) {
    if (!isCountersignError(error)) throw error;
    throw new Unusable(`cannot read the store ${path}: ${error.reason}`);
  } finally {
    await store.close();
  }
  return problems;
}

function tenantOf({ source }: LogReport): string[] {
  const tenant = tenantIn(source ?? "");
  return tenant === undefined ? [] : [tenant];
}

async function* executions(store: Store, tenant: string): AsyncGenerator<Row> {
  const states = ["succeeded", "failed"] as const;
  let next: string | undefined;
  do {
    const page = { tenant, kind: "call" as const, states, limit: PAGE, ...(next !== undefined && { cursor: next }) };
    const { rows, cursor } = await store.list(page);
    yield* rows.filter(wasStarted);
    next = cursor;
  } while (next !== undefined);
}

const wasStarted = ({ progress }: Row): boolean =>
  !(typeof progress === "object" && progress !== null && "why" in progress && progress.why === "not_started");

const lost = (path: string, { id, state }: Row): Problem => ({
  log: path,
  file: "store",
  line: 0,
  kind: "cut",
  text: `request ${id} ${state}, and no log holds its execution: a log is missing or was cut`,
});
