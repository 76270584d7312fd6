// countersign/testing
export { type Answer, approve, deny, type How, modify, person } from "./answers.js";
export type { People } from "./approver-people.js";
export type { Make, Test } from "./check.js";
export { directorySuite, type Known } from "./directory-suite.js";
export { type FakeClock, fakeClock } from "./fake-clock.js";
export { type InMemory, inMemory } from "./in-memory.js";
export { type MemoryApprover, memoryApprover } from "./memory-approver.js";
export type { MemoryLog } from "./memory-log.js";
export { signerSuite } from "./signer-suite.js";
export { sinkSuite } from "./sink-suite.js";
export { storeSuite } from "./store-suite.js";
export { transportSuite } from "./transport-suite.js";
