import { existsSync } from "node:fs";
import { type Action, definitionOf } from "../action/action.js";
import { isBound } from "../action/capture.js";
import { type Asked, requestOf } from "../approval/request.js";
import { isCountersignError } from "../errors.js";
import type { Subject } from "../policy/subject.js";
import { type RowsIn, rowsIn } from "../stores/sqlite/rows-in.js";
import type { Decision } from "./decisions.js";
import { mustBeFile } from "./files.js";
import type { Told } from "./told.js";
import { Unusable } from "./unusable.js";

/** A call as it was judged, as far as log and store tell it. */
export interface Recorded {
  readonly subject: Subject;
  readonly told: Told;
}

/** Where the arguments of calls lie that have a record. */
export interface Records {
  recorded(decision: Decision): Promise<Recorded>;
  close(): void;
}

/** @throws Unusable for a store that cannot be read */
export async function recordsIn(path: string | undefined, actions: readonly Action[] | undefined): Promise<Records> {
  if (path !== undefined && !existsSync(path))
    throw new Unusable(`cannot read the store ${path}: there is no such file`);
  if (path !== undefined) mustBeFile(path, "the store");
  const rows = path === undefined ? undefined : await readable(path, () => rowsIn(path));
  return {
    async recorded(decision) {
      const asked = rows && (await readable(path as string, () => askedIn(rows, decision)));
      return recordedAs(decision, asked, criticalOf(decision, actions));
    },
    close: () => rows?.close(),
  };
}

function askedIn(rows: RowsIn, { requestId, callId }: Decision): Asked | undefined {
  const row = requestId === undefined ? undefined : rows.get(requestId);
  const asked = row?.kind === "call" ? requestOf(row).asked : undefined;
  return asked?.callId === callId ? asked : undefined;
}

async function readable<T>(path: string, work: () => T): Promise<Awaited<T>> {
  try {
    return await work();
  } catch (error) {
    if (isCountersignError(error)) throw new Unusable(`cannot read the store ${path}: ${error.reason}`);
    throw error;
  }
}

/** Only where the action is the one that was called. */
function criticalOf({ action, definition }: Decision, actions: readonly Action[] = []): readonly string[] | undefined {
  const known = actions.map(definitionOf).find(({ name }) => name === action);
  return known?.digest === definition ? known.critical : undefined;
}

/** Stored arguments count only where the digest in the log binds them: those of a later revision are of another call. */
function recordedAs(decision: Decision, asked: Asked | undefined, critical: readonly string[] | undefined): Recorded {
  const { action, effect, datasets, callDigest, tenant, environment, at } = decision;
  const here = { app: "", tenant, environment };
  const own = asked?.callDigest === callDigest && isBound(asked, here) ? asked : undefined;
  const secret = Object.keys(own?.secrets ?? {});
  return {
    subject: {
      ...{ action, effect, datasets, secret },
      args: own?.args ?? {},
      context: { ...(asked?.context ?? decision.context), tenant, ...(environment !== null && { environment }) },
      critical: critical ?? [],
      now: at,
    },
    told: {
      args: own ? "told" : "untold",
      secret,
      context: asked ? "whole" : "partly",
      critical: critical ? "told" : "untold",
    },
  };
}
