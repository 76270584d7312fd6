import type { Context, Gather } from "./action/context.js";
import { freeze, NotJson } from "./action/freeze.js";
import { mergeContexts } from "./action/merge.js";
import { builtin } from "./canonical.js";
import { misuse } from "./errors.js";

/** Context that follows the asynchronous flow of the program: a `Gather` for the config, and `run` to set it. */
export interface AsyncContext extends Gather {
  /**
   * Runs `fn` with this context for every guarded call made in it, also after awaits. In a nested `run` the people of
   * the outer context keep their roles and other people named by the inner one join the delegators; of other fields the
   * inner value wins, facts by key; datasets are united.
   * @returns what `fn` returns. @throws code `input` where the runtime has no AsyncLocalStorage and for a context
   * that is not JSON.
   */
  run<T>(context: Partial<Context>, fn: () => T): T;
}

interface Storage<T> {
  getStore(): T | undefined;
  run<R>(value: T, fn: () => R): R;
}
type Maker = { AsyncLocalStorage?: new () => Storage<Partial<Context>> };

/**
 * Context by AsyncLocalStorage. The storage is made at the first `run`: on Node 20 one use slows every later await of
 * the process, so a program that never calls `run` pays nothing.
 */
export function asyncContext(): AsyncContext {
  let storage: Storage<Partial<Context>> | undefined;
  const gather: Gather = () => storage?.getStore();
  return Object.assign(gather, {
    run<T>(context: Partial<Context>, fn: () => T): T {
      storage ??= makeStorage();
      return storage.run(frozen(mergeContexts(storage.getStore(), context)), fn);
    },
  });
}

function makeStorage(): Storage<Partial<Context>> {
  const { AsyncLocalStorage } = builtin<Maker>("node:async_hooks") ?? (globalThis as Maker);
  if (AsyncLocalStorage) return new AsyncLocalStorage();
  throw misuse("asyncContext", "this runtime has no AsyncLocalStorage: give `context` with each call instead");
}

// A frozen copy, so that code inside the run cannot change who it runs for by changing an object.
function frozen(context: Partial<Context>): Partial<Context> {
  try {
    return freeze(context).value as Partial<Context>;
  } catch (error) {
    if (error instanceof NotJson) throw misuse(`asyncContext.run${error.path && `.${error.path}`}`, error.message);
    throw error;
  }
}
