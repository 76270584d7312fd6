import type { Clock, Config, Log, Row, Signer, Sink, Store, Transport } from "../../src/index.js";

export type Kind = "store" | "log" | "signer" | "sink" | "clock" | "update";
export type How = "throws" | "rejects" | "does it, but rejects" | "never answers";
/** The operation of a kind that fails, counted from 1, and whether all that follow it fail too. */
export interface Fault {
  readonly kind: Kind;
  readonly at: number;
  readonly how: How;
  readonly lasts: "once" | "on";
}
type Parts = Required<Pick<Config, "store" | "clock" | "transports">> & Pick<Config, "audit">;

/** Counts the operations of every port of a configuration, and lets one kind of them fail as the fault says. */
export function failing(fault?: Fault) {
  const counts: Record<Kind, number> = { store: 0, log: 0, signer: 0, sink: 0, clock: 0, update: 0 };
  /** States of calls that the store has told of. */
  const told = new Set<Row["state"]>();

  const fails = (kind: Kind): boolean => {
    const count = ++counts[kind];
    return fault?.kind === kind && (count === fault.at || (count > fault.at && fault.lasts === "on"));
  };
  const now = <T>(kind: Kind, work: () => T): T => {
    if (fails(kind)) throw new Error(`${kind} is down`);
    return work();
  };
  const later = <T>(kind: Kind, work: () => Promise<T>): Promise<T> => {
    if (!fails(kind)) return work();
    const down = new Error(`${kind} is down`);
    if (fault?.how === "throws") throw down;
    if (fault?.how === "never answers") return new Promise(() => {});
    const first = fault?.how === "does it, but rejects" ? work() : Promise.resolve();
    return first.then(() => Promise.reject(down));
  };
  const heard = <T extends { readonly row?: Row | undefined }>(answer: T): T => {
    if (answer.row?.kind === "call") told.add(answer.row.state);
    return answer;
  };

  const wrapped = ({ store, clock, transports, audit }: Parts) => ({
    store: {
      open: (row) => later("store", () => store.open(row)).then(heard),
      get: (id) => later("store", () => store.get(id)).then(heard),
      compareAndSet: (id, expected, next) => later("store", () => store.compareAndSet(id, expected, next)),
      list: (filter) => later("store", () => store.list(filter)),
      due: (limit) => store.due(limit),
      watch: (onHint) => store.watch(onHint),
      close: async () => {},
    } satisfies Store,
    clock: {
      now: () => now("clock", () => clock.now()),
      sleep: (ms, signal) => later("clock", () => clock.sleep(ms, signal)),
    } satisfies Clock,
    audit: {
      signer: { ...audit.signer, sign: (bytes) => now("signer", () => audit.signer.sign(bytes)) } satisfies Signer,
      log: { write: (events, note) => later("log", () => audit.log.write(events, note)) } satisfies Log,
      sinks: [{ write: () => later("sink", async () => {}) } satisfies Sink],
    },
    seal: audit.signer,
    transports: transports.map(
      (transport): Transport => ({ ...transport, update: () => later("update", async () => {}) }),
    ),
  });
  return { wrapped, counts, told };
}
