import * as z from "zod";
import { grantIdOf } from "../../../src/execution/grant.js";
import {
  action,
  type Config,
  type Countersign,
  createCountersign,
  createDesk,
  type Desk,
  proven,
  type RequestMessage,
} from "../../../src/index.js";
import { ask, policy } from "../../../src/policy.js";
import { ed25519Signer } from "../../../src/signers/ed25519.js";
import { person } from "../../../src/testing/testing.js";
import { jumpingClock } from "../clock.js";
import { type Crowd, crowdOf } from "./crowd.js";
import { type Life, lasting, mortal, mortalLog, never } from "./mortal.js";
import { type Move, write } from "./moves.js";
import { type Rows, writableStore } from "./store.js";
import { type Args, argsOf, type Rule, type Truth, truthOf } from "./truth.js";

const keys = Promise.all([ed25519Signer("generate"), ed25519Signer("generate")]);
const spec = {
  input: z.object({ to: z.string(), amount: z.number(), note: z.string() }),
  output: z.string(),
  effect: "money",
  critical: ["to", "amount"],
} as const;
const PAY = { once: action("pay", spec), idempotent: action("pay", { ...spec, idempotent: true }) };

/** What a schedule begins with. `processes`: whether people decide where bodies run. */
export interface Setup {
  readonly approve: 1 | 2;
  readonly deny: 1 | 2;
  readonly again: "once" | "idempotent";
  readonly processes: "one" | "two";
}

export type Says = "approve" | "remember" | "remember once" | "deny" | "modify" | "cancel" | "revoke";

export interface World {
  readonly truth: Truth;
  readonly rows: Rows;
  readonly desk: Desk;
  readonly clock: ReturnType<typeof jumpingClock>;
  readonly crowd: Crowd;
  /** Whether the next body returns, or its process dies in it. */
  fate: "returns" | "dies";
  /** Whether anybody who may not has written anything. */
  written: "never" | "some";
  call(key: string): Promise<void>;
  /** About the newest card but so many. */
  says(who: string, back: number, decision: Says): Promise<void>;
  writes(move: Move): void;
  /** The writer does it before the n-th operation on the store from now on. */
  ambush(after: number, move: Move): void;
  /** The process is gone; another one goes on with its log. */
  restart(): void;
}

const by = (who: string) => proven({ issuer: "test", subject: who, proof: "L4", evidence: {} });
/** Of a call of this key: its first letter says whom to pay, and one that ends with `m` is as people modify it. */
const argsFor = (key: string): Args => ({
  to: key.charAt(0),
  amount: key.endsWith("m") ? LESS : key.startsWith("a") ? 600 : MUCH,
  note: key,
});
const [LESS, MUCH] = [500, 800];
const remember = { scope: { critical: "equal" }, for: "10m", uses: 2 } as const;

export async function worldOf({ approve, deny, again, processes }: Setup): Promise<World> {
  const [guardKey, deskKey] = await keys;
  const rule: Rule = {
    approve: (amount) => (amount >= 700 ? 2 : approve),
    deny,
    useWithin: 60_000,
    rememberedFor: 600_000,
  };
  const clock = jumpingClock();
  const crowd = crowdOf("eve");
  const log = processes === "one" ? "whole" : "parts";
  let waiting: { readonly turns: number; readonly move: Move }[] = [];
  const { store, rows } = writableStore(clock, () => {
    const due = waiting.filter(({ turns }) => turns === 0);
    waiting = waiting.filter(({ turns }) => turns > 0).map(({ turns, move }) => ({ turns: turns - 1, move }));
    for (const { move } of due) world.writes(move);
  });
  const isIntact = (id: string) => !rows.touched.has(id);
  const truth = truthOf({ rule, again, log, now: clock.now, human: crowd.human, isIntact });
  const on = PAY[again];
  const require = { approvers: { group: "finance" }, within: "5m", useWithin: "1m", modify: "author", deny } as const;
  const rules = [
    ask("pays", { on, require: { ...require, approve }, remember }),
    ask("much", {
      on,
      when: ({ arg }) => [arg("amount").gte(700)],
      require: { ...require, approve: 2 },
      remember,
    }),
  ];
  const about = { app: "model", policy: policy({ id: "p", rules }), directory: crowd.directory, clock };
  const logs = { guard: lasting(), desk: lasting() };
  const cards: RequestMessage[] = [];
  const url = "https://example.com";
  let alive: Life = { is: "yes" };

  function guarded(life: Life): { cs: Countersign; pay: (key: string) => Promise<void> } {
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
      async pay(key) {
        const args = argsFor(key);
        truth.called(args);
        const done = await pay.attempt(args, { key, hold: 0 });
        truth.told(key, done as never);
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

  async function answers(who: string, card: RequestMessage, decision: Says): Promise<void> {
    const { requestId, revision, digest } = card;
    const shown = argsOf(card);
    const note = { who, requestId, shown, at: clock.now() };
    const review = { by: by(who), revision, digest };
    if (decision === "cancel") {
      const { result } = await world.desk.cancel(requestId, { by: by(who), reason: "no" });
      if (result === "resolved") truth.said({ ...note, decision });
      return;
    }
    if (decision === "revoke") {
      const id = grantIdOf(requestId);
      const { result } = await world.desk.revoke(id, { by: by(who), reason: "no" });
      if (result === "resolved") truth.said({ ...note, decision });
      return;
    }
    if (decision === "modify") {
      const made = { ...shown, amount: shown.amount === LESS ? 700 : LESS };
      const { result } = await world.desk.review(requestId, { ...review, decision, args: { ...made } });
      if (isTaken(result)) truth.said({ ...note, decision, made });
      return;
    }
    const uses = decision === "remember" ? 2 : decision === "remember once" ? 1 : undefined;
    const answer = decision === "deny" ? decision : "approve";
    const meant = uses === undefined ? {} : { remember: { ...remember, uses } };
    const { result } = await world.desk.review(requestId, { ...review, decision: answer, ...meant });
    if (isTaken(result)) truth.said({ ...note, decision: answer, ...(uses !== undefined && { uses }) });
  }

  const world: World = {
    truth,
    rows,
    clock,
    crowd,
    fate: "returns",
    written: "never",
    get desk() {
      return apart ?? guard.cs.desk;
    },
    call: (key) => guard.pay(key),
    async says(who, back, decision) {
      const { items } = await world.desk.requests(by(who), { queue: "open" });
      cards.push(...items.filter(({ state }) => state === "pending").toReversed());
      const card = cards.at(-1 - (back % (cards.length || 1)));
      if (card) await answers(who, card, decision);
    },
    writes(move) {
      if (write(rows, move, clock.now()) === "written") world.written = "some";
    },
    ambush: (after, move) => void waiting.push({ turns: after, move }),
    restart() {
      alive.is = "no";
      alive = { is: "yes" };
      guard = guarded(alive);
    },
  };
  return world;
}

const isTaken = (result: string): boolean => ["recorded", "resolved", "revised"].includes(result);
