import { AsyncLocalStorage } from "node:async_hooks";
import type { Request } from "../../src/approval/request.js";
import { requestOf } from "../../src/approval/request.js";
import type { Requirement, Run, Store, Verdict } from "../../src/index.js";
import type { Snapshot } from "./people.js";

/** What a step was done for: whoever changes the record does it in the name of one of these. */
export interface Attempt {
  readonly kind: "call" | "review" | "cancel" | "reconcile" | "time";
  readonly process: Worker;
  /** Who did it, and with what card in hand. */
  readonly by?: string;
  readonly decision?: "approve" | "deny" | "modify";
  readonly revision?: number;
  readonly digest?: string;
  /** Policy's last word to it, and the people as they were then. */
  judged?: Verdict["verdict"];
  also?: readonly Requirement[];
  snapshot?: Snapshot;
}
/** A process that guards and has a desk. Once it is dead nothing that it was doing goes on. */
export interface Worker {
  dead: boolean;
  /** Whether its log holds a start of this fence. */
  recorded(fence: number): boolean;
}
/** One successful write of the record. */
export interface Step {
  readonly before: Request;
  readonly after: Request;
  readonly now: number;
  readonly by: Attempt | undefined;
}
export interface Start {
  readonly args: unknown;
  readonly run: Pick<Run, "key" | "fence">;
  readonly by: Attempt | undefined;
}
export interface Law {
  step?(step: Step, past: Past): string | false | undefined;
  start?(start: Start, past: Past): string | false | undefined;
}
/** Everything that happened to the one request of a schedule. */
export interface Past {
  readonly steps: readonly Step[];
  readonly starts: readonly Start[];
  /** As it is now; undefined before it was opened. */
  readonly request: Request | undefined;
}

const attempts = new AsyncLocalStorage<Attempt>();
export const inTheNameOf = <T>(attempt: Attempt, work: () => T): T => attempts.run(attempt, work);
export const whoActs = (): Attempt | undefined => attempts.getStore();

/** Looks at every change of the record, and at every start of the body, by these laws. */
export function watchOver(laws: Readonly<Record<string, Law>>) {
  const broken: string[] = [];
  const steps: Step[] = [];
  const starts: Start[] = [];
  const cards: { readonly revision: number; readonly digest: string }[] = [];
  const past = { steps, starts, request: undefined as Request | undefined };
  const check = (look: (law: Law) => string | false | undefined) => {
    for (const [name, law] of Object.entries(laws)) {
      const trouble = look(law);
      if (trouble) broken.push(`${name}: ${trouble}`);
    }
  };
  const show = ({ asked: { revision, digest } }: Request) => {
    if (cards.at(-1)?.revision !== revision) cards.push({ revision, digest });
  };
  return {
    broken,
    past: past as Past,
    /** One for each revision, oldest first. */
    cards: cards as readonly (typeof cards)[number][],
    /** What it came to, each once. */
    reached: (): ReadonlySet<string> =>
      new Set(
        steps.flatMap(({ before, after }) => [
          ...(before.state === after.state ? [] : [after.state]),
          ...(before.asked.revision === after.asked.revision ? [] : ["revised"]),
        ]),
      ),
    opened(request: Request) {
      past.request ??= request;
      show(past.request);
    },
    stepped(before: Request, after: Request, now: number, by: Attempt | undefined) {
      const step = { before, after, now, by };
      check((law) => law.step?.(step, past));
      steps.push(step);
      past.request = step.after;
      show(step.after);
    },
    started(args: unknown, { key, fence }: Pick<Run, "key" | "fence">, by: Attempt | undefined) {
      const start = { args, run: { key, fence }, by };
      check((law) => law.start?.(start, past));
      starts.push(start);
    },
  };
}
export type Watch = ReturnType<typeof watchOver>;

/** One after the other, so that nothing comes between the parts of one. */
export function turns(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work);
    last = mine.catch(() => undefined);
    return mine;
  };
}

/** A store whose every change is looked at. */
export function watched(store: Store, watch: Watch, inTurn: ReturnType<typeof turns>): Store {
  return {
    ...store,
    open: (row) =>
      inTurn(async () => {
        const answer = await store.open(row);
        if (answer.row.kind === "call") watch.opened(requestOf(answer.row));
        return answer;
      }),
    get: (id) => inTurn(() => store.get(id)),
    compareAndSet: (id, expected, next) =>
      inTurn(async () => {
        const { row: before } = await store.get(id);
        const answer = await store.compareAndSet(id, expected, next);
        const { row: after } = await store.get(id);
        if (answer.set && before?.kind === "call" && after)
          watch.stepped(requestOf(before), requestOf(after), answer.now, whoActs());
        return answer;
      }),
  };
}
