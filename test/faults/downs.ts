import type { Clock, Config, Directory, Log, Signer, Store, Transport } from "../../src/index.js";

/** A part that fails, or the process with all of them: then nothing of it ever answers. */
export type Part = "store" | "log" | "signer" | "directory" | "transport" | "process";
type Parts = Required<Pick<Config, "store" | "clock" | "directory" | "transports">> & Pick<Config, "audit">;

/** A configuration whose parts can be taken down and up again, all at any time. */
export function downs() {
  const down = new Set<Part>();
  const asked =
    <A extends readonly unknown[], T>(part: Part, work: (...given: A) => Promise<T>) =>
    async (...given: A): Promise<T> => {
      if (down.has("process")) return new Promise<never>(() => {});
      if (down.has(part)) throw new Error(`the ${part} is down`);
      const answer = await work(...given);
      return down.has("process") ? new Promise<never>(() => {}) : answer;
    };

  const over = ({ store, directory, transports, audit, clock }: Parts) => ({
    store: {
      open: asked("store", store.open),
      get: asked("store", store.get),
      compareAndSet: asked("store", store.compareAndSet),
      list: asked("store", store.list),
      due: asked("store", store.due),
      watch: store.watch,
      close: async () => {},
    } satisfies Store,
    directory: {
      people: asked("directory", directory.people.bind(directory)),
      members: asked("directory", directory.members.bind(directory)),
    } satisfies Directory,
    transports: transports.map(
      (one): Transport => ({ ...one, deliver: asked("transport", one.deliver.bind(one)) as Transport["deliver"] }),
    ),
    audit: {
      signer: { ...audit.signer, sign: asked("signer", async (bytes) => audit.signer.sign(bytes)) } satisfies Signer,
      log: { write: asked("log", audit.log.write.bind(audit.log)) } satisfies Log,
    },
    seal: audit.signer,
    clock: { now: clock.now, sleep: asked("process", clock.sleep) } satisfies Clock,
  });
  return { over, down };
}
