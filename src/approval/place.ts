import type { Deployment } from "../action/capture.js";
import { digest, type Json } from "../canonical.js";
import type { Principal } from "../people/person.js";
import type { Tally } from "../policy/past.js";
import type { Per } from "../policy/rule.js";
import type { Subject } from "../policy/subject.js";
import { NEVER } from "./request.js";
import type { NewRow, Row, Store } from "./store.js";

/** Where the store keeps what is known of a subject: found by its id, and by nobody's name. */
export type Place = Pick<NewRow, "id" | "tenant" | "key">;

/** The record of a tally for the call's user, agent, session or app; undefined where the context does not say whose. */
export function tallyPlace(
  { rule, per }: Pick<Tally, "rule" | "per">,
  { context }: Subject,
  deployment: Deployment,
): Place | undefined {
  const subject = whose(per, context, deployment);
  return subject === undefined ? undefined : placeOf(["tally", deployment.environment, rule, per, subject], deployment);
}

export const taintPlace = (session: string, deployment: Deployment): Place =>
  placeOf(["taint", deployment.environment, session], deployment);

function placeOf(tuple: Json, { tenant }: Deployment): Place {
  const key = digest(tuple);
  return { id: `${TALLY}${digest([tenant, key])}`, tenant, key };
}

const TALLY = "tally_";
/** Whether a record, by its id, is of tallies or taints: nobody is asked about those. */
export const isTally = (id: string): boolean => id.startsWith(TALLY);

function whose(per: Per, context: Subject["context"], { app }: Deployment): Json | undefined {
  if (per === "app") return app;
  if (per === "session") return context.session;
  const who: Principal | undefined = context[per];
  return who && [who.issuer, who.subject];
}

/** Writes what is kept there, unless the record is not what was read. No sweeper ever takes it. */
export async function put(
  place: Place,
  row: Row | undefined,
  progress: Json,
  store: Pick<Store, "open" | "compareAndSet">,
): Promise<"written" | "changed"> {
  const next = { state: "live", progress } as const;
  const written = row
    ? (await store.compareAndSet(row.id, { version: row.version }, { ...next, due: NEVER })).set
    : (await store.open({ ...place, ...next, kind: "tally", dueIn: NEVER, tags: [], request: {} })).created;
  return written ? "written" : "changed";
}
