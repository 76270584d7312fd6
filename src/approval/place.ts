import type { Deployment } from "../action/capture.js";
import { digest, type Json } from "../canonical.js";
import { type Directory, resolve } from "../people/directory.js";
import type { Tally } from "../policy/past.js";
import type { Per } from "../policy/rule.js";
import type { Subject } from "../policy/subject.js";
import { NEVER } from "./request.js";
import type { NewRow, Row, Store } from "./store.js";

/** Where the store keeps what is known of a subject: found by its id, and by nobody's name. */
export type Place = Pick<NewRow, "id" | "tenant" | "key">;

/** The record of a tally for one user, agent, session or app, as `whose` names them. */
export const tallyPlace = (
  { rule, per, denied }: Pick<Tally, "rule" | "per" | "denied">,
  subject: Json,
  deployment: Deployment,
): Place =>
  placeOf(["tally", deployment.environment, rule, per, subject, ...(denied ? ["denied", denied] : [])], deployment);

export const taintPlace = (session: string, deployment: Deployment): Place =>
  placeOf(["taint", deployment.environment, session], deployment);

function placeOf(tuple: Json, { tenant }: Deployment): Place {
  const key = digest(tuple);
  return { id: `${TALLY}${digest([tenant, key])}`, tenant, key };
}

const TALLY = "tally_";
/** Whether a record, by its id, is of tallies or taints: nobody is asked about those. */
export const isTally = (id: string): boolean => id.startsWith(TALLY);

/**
 * Whose a call's tallies are. A user is a person, whichever account they call by; undefined where the context names none,
 * or the directory not exactly one. An agent is a person too where the directory knows it, else its own name.
 */
export async function whose(
  per: Per,
  { context }: Subject,
  { deployment, directory }: { readonly deployment: Deployment; readonly directory: Directory | undefined },
): Promise<Json | undefined> {
  if (per === "app") return deployment.app;
  if (per === "session") return context.session;
  const who = context[per];
  if (!who) return undefined;
  const person = directory ? await resolve(directory, who) : "none";
  if (typeof person !== "string") return { person: person.id };
  return person === "none" && per === "agent" ? [who.issuer, who.subject] : undefined;
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
