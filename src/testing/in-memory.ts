import type { Context } from "../action/context.js";
import type { Store } from "../approval/store.js";
import type { Transport } from "../approval/transport.js";
import type { Signer } from "../audit/signer.js";
import type { Clock } from "../clock.js";
import type { Directory } from "../people/directory.js";
import { memoryStore } from "../stores/memory.js";
import { person } from "./answers.js";
import { type FakeClock, fakeClock } from "./fake-clock.js";
import { closeRequest, type MemoryApprover } from "./memory-approver.js";
import { type MemoryLog, memoryLog } from "./memory-log.js";
import { testSigner } from "./test-signer.js";

/** Everything a config needs but a policy, in memory. */
export interface InMemory {
  app: string;
  store: Store;
  directory: Directory;
  transports: readonly Transport[];
  clock: Clock;
  context: Partial<Context>;
  audit: { signer: Signer; log: MemoryLog };
}

/**
 * Parts of a config for a test, on one clock for store and guard. `context.owner` is `person("owner")`, so that calls
 * without a user can be asked. The signing key is a published one: never use it elsewhere.
 */
export function inMemory(approver: MemoryApprover, clock: FakeClock = fakeClock()): InMemory {
  return {
    app: "test",
    store: telling(memoryStore({ clock }), approver),
    directory: approver,
    transports: [approver],
    clock,
    context: { owner: person("owner") },
    audit: { signer: testSigner(), log: memoryLog() },
  };
}

// `done()` cannot wait for messages: that a request is over must be known before its call ends.
function telling(store: Store, approver: MemoryApprover): Store {
  return {
    ...store,
    async compareAndSet(id, expected, next) {
      const answer = await store.compareAndSet(id, expected, next);
      if (answer.set && next.state !== "pending") closeRequest(approver, id);
      return answer;
    },
  };
}
