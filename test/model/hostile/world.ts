import * as z from "zod";
import { staticDirectory } from "../../../src/directories/static.js";
import {
  action,
  type Config,
  type Countersign,
  createCountersign,
  createDesk,
  type Desk,
  type Log,
  proven,
  type RequestMessage,
  type Store,
} from "../../../src/index.js";
import { ask, policy } from "../../../src/policy.js";
import { ed25519Signer } from "../../../src/signers/ed25519.js";
import { person } from "../../../src/testing/testing.js";
import { jumpingClock } from "../clock.js";
import { type Move, type Rows, writableStore, write } from "./store.js";
import { type Args, argsOf, type Rule, type Truth, truthOf } from "./truth.js";

const keys = Promise.all([ed25519Signer("generate"), ed25519Signer("generate")]);
const FINANCE = ["ana", "bo", "cy"];
const spec = {
  input: z.object({ to: z.string(), amount: z.number() }),
  output: z.string(),
  effect: "money",
  critical: ["to", "amount"],
} as const;
const PAY = { once: action("pay", spec), idempotent: action("pay", { ...spec, idempotent: true }) };

/** What a schedule begins with. `processes`: whether people decide where bodies run. */
export interface Setup {
  readonly approve: 1 | 2;
  readonly again: "once" | "idempotent";
  readonly processes: "one" | "two";
  /** What the writer does before the n-th operation on the store. */
  readonly ambushes: readonly { readonly at: number; readonly move: Move }[];
}

/** A log that a process of the same name goes on with. */
function lasting(): Log {
  const lines: string[] = [];
  let last: string | undefined;
  return {
    async write(events, checkpoint) {
      lines.push(...events.map(({ line }) => line));
      last = checkpoint ?? last;
    },
    async *resume() {
      yield* lines;
    },
    lastCheckpoint: async () => last,
  };
}

export interface World {
  readonly truth: Truth;
  readonly rows: Rows;
  readonly desk: Desk;
  readonly clock: ReturnType<typeof jumpingClock>;
  /** Whether the next body returns, or its process dies in it. */
  fate: "returns" | "dies";
  call(to: string): Promise<void>;
  says(who: string, which: number, decision: "approve" | "deny" | "modify"): Promise<void>;
  /** The process is gone; another one goes on with its log. */
  restart(): void;
}

const by = (who: string) => proven({ issuer: "test", subject: who, proof: "L4", evidence: {} });
const AMOUNTS: Record<string, number> = { a: 600, b: 800 };

export async function worldOf({ approve, again, processes, ambushes }: Setup): Promise<World> {
  const [guardKey, deskKey] = await keys;
  const rule: Rule = { approve, people: FINANCE };
  const truth = truthOf(rule, again, processes === "one" ? "whole" : "parts");
  const clock = jumpingClock();
  let turns = 0;
  const { store, rows } = writableStore(clock, () => {
    turns++;
    for (const { at, move } of ambushes) if (at === turns) write(rows, move, clock.now());
  });
  const directory = staticDirectory(
    [...FINANCE, "eve"].map((id) => ({
      id,
      groups: FINANCE.includes(id) ? ["finance"] : [],
      identities: [person(id)],
    })),
  );
  const on = PAY[again];
  const require = {
    approvers: { group: "finance" },
    approve,
    within: "5m",
    useWithin: "1m",
    modify: "author",
  } as const;
  const about = { app: "model", policy: policy({ id: "p", rules: [ask("pays", { on, require })] }), directory, clock };
  const logs = { guard: lasting(), desk: lasting() };
  const cards: RequestMessage[] = [];
  const url = "https://example.com";
  let alive = { is: "yes" as "yes" | "no" };

  function guarded(life: typeof alive): { cs: Countersign; pay: (to: string) => Promise<void> } {
    const seals = processes === "two" ? { seals: [deskKey.publicJwk] } : {};
    const config: Config = {
      ...about,
      ...seals,
      url,
      store: mortal(store, life),
      audit: { signer: guardKey, log: mortalLog(logs.guard, life) },
      context: { user: person("eve") },
    };
    const cs = createCountersign(config);
    const pay = cs.guard(async (args: Args) => {
      const result = truth.started(args);
      if (world.fate === "dies") life.is = "no";
      if (life.is === "no") return never<string>();
      return result;
    }, on);
    return {
      cs,
      async pay(to) {
        const done = await pay.attempt({ to, amount: AMOUNTS[to] ?? 0 }, { key: to, hold: 0 });
        truth.told(to, done as never);
      },
    };
  }
  let guard = guarded(alive);
  const apart =
    processes === "two"
      ? createDesk({
          ...about,
          url,
          store,
          actions: [on],
          transports: [],
          seal: deskKey,
          guards: [guardKey.publicJwk],
          audit: { signer: deskKey, log: logs.desk },
        })
      : undefined;

  const world: World = {
    truth,
    rows,
    clock,
    fate: "returns",
    get desk() {
      return apart ?? guard.cs.desk;
    },
    call: (to) => guard.pay(to),
    async says(who, which, decision) {
      const { items } = await world.desk.requests(by(who), { queue: "open" });
      cards.push(...items.filter(({ state }) => state === "pending"));
      const card = cards[which % (cards.length || 1)];
      if (!card) return;
      const { requestId, revision, digest } = card;
      const shown = argsOf(card);
      const made = { ...shown, amount: shown.amount === 500 ? 700 : 500 };
      const what = decision === "modify" ? ({ decision, args: made } as never) : ({ decision } as never);
      const { result } = await world.desk.review(requestId, {
        ...(what as object),
        by: by(who),
        revision,
        digest,
      } as never);
      if (!["recorded", "resolved", "revised"].includes(result)) return;
      truth.said({ who, decision, requestId, shown, ...(decision === "modify" && { made }) });
    },
    restart() {
      alive.is = "no";
      alive = { is: "yes" };
      guard = guarded(alive);
    },
  };
  return world;
}

const never = <T>(): Promise<T> => new Promise(() => {});

/** Nothing of a dead process goes on. */
function mortal(store: Store, life: { readonly is: "yes" | "no" }): Store {
  const living =
    <A extends readonly unknown[], R>(work: (...given: A) => Promise<R>) =>
    async (...given: A): Promise<R> => {
      if (life.is === "no") return never();
      const answer = await work(...given);
      return life.is === "yes" ? answer : never();
    };
  return {
    open: living(store.open),
    get: living(store.get),
    compareAndSet: living(store.compareAndSet),
    list: living(store.list),
    due: living(store.due),
    watch: store.watch,
    close: store.close,
  };
}

const mortalLog = (log: Log, life: { readonly is: "yes" | "no" }): Log => ({
  write: (events, checkpoint) => (life.is === "no" ? never() : log.write(events, checkpoint)),
  ...(log.resume && { resume: log.resume.bind(log) }),
  ...(log.lastCheckpoint && { lastCheckpoint: log.lastCheckpoint.bind(log) }),
});
