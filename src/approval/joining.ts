import { bind, type Call, type Deployment } from "../action/capture.js";
import { redact } from "../action/redaction.js";
import { digest } from "../canonical.js";
import type { Records } from "./records.js";
import type { Request } from "./request.js";
import type { Store } from "./store.js";

/** Works of one name, one after the other. */
export type InLine = <T>(name: string, work: () => Promise<T>) => Promise<T>;

export function lineOf(): InLine {
  const last = new Map<string, Promise<unknown>>();
  return (name, work) => {
    const before = last.get(name) ?? Promise.resolve();
    const mine = before.then(work, work);
    last.set(name, mine);
    const leave = () => last.get(name) === mine && last.delete(name);
    mine.then(leave, leave);
    return mine;
  };
}

/** Finds requests of the same content. Secret arguments are marks here; the digest tells those apart. */
export const contentTag = ({ definition, actors, datasets, args }: Call, { environment }: Deployment): string =>
  `same:${digest([environment, definition.digest, actors, datasets, redact(args, definition.secret)])}`;

const LOOKED_AT = 5;

/** The request of the very same call that waits already. */
export async function waitingWith(
  tag: string,
  call: Call,
  { store, records, deployment }: { readonly store: Store; readonly records: Records; readonly deployment: Deployment },
): Promise<Request | undefined> {
  const filter = { tenant: deployment.tenant, kind: "call" as const, states: ["pending" as const], tag };
  const { rows, now } = await store.list({ ...filter, limit: LOOKED_AT });
  const requests = await Promise.all(rows.map((row) => records.read(row, now)));
  return requests.find(
    (one) => one?.state === "pending" && bind(call, deployment, one.asked).digest === one.asked.origin,
  );
}
