import { existsSync } from "node:fs";
import type { Row } from "../approval/store.js";
import { tenantIn } from "../audit/event.js";
import type { LogReport, Problem, Report } from "../audit/verify-report.js";
import { isCountersignError } from "../errors.js";
import { type RowsIn, rowsIn } from "../stores/sqlite/rows-in.js";
import { mustBeFile } from "./files.js";
import { Unusable } from "./unusable.js";

/** Executions that a store knows and no log holds: the logs are not all, or were cut. @throws Unusable */
export async function againstStore(path: string, { logs, executed }: Report): Promise<readonly Problem[]> {
  if (!existsSync(path)) throw new Unusable(`cannot read the store ${path}: there is no such file`);
  mustBeFile(path, "the store");
  let rows: RowsIn | undefined;
  try {
    rows = await rowsIn(path);
    const problems: Problem[] = [];
    for (const tenant of new Set(logs.flatMap(tenantOf)))
      for (const row of executions(rows, tenant)) if (!executed.has(row.id)) problems.push(lost(path, row));
    return problems;
  } catch (error) {
    if (!isCountersignError(error)) throw error;
    throw new Unusable(`cannot read the store ${path}: ${error.reason}`);
  } finally {
    rows?.close();
  }
}

function tenantOf({ source }: LogReport): string[] {
  const tenant = tenantIn(source ?? "");
  return tenant === undefined ? [] : [tenant];
}

function* executions(rows: RowsIn, tenant: string): Generator<Row> {
  for (const state of ["succeeded", "failed"] as const)
    for (const row of rows.calls(tenant, state)) if (wasStarted(row)) yield row;
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
