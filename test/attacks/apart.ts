import type { Config, Row } from "../../src/index.js";
import { createCountersign, createDesk } from "../../src/index.js";
import { policy, type Rule } from "../../src/policy.js";
import { ed25519Signer } from "../../src/signers/ed25519.js";
import { fakeClock, inMemory, memoryApprover } from "../../src/testing/testing.js";
import { refund, refunds } from "../world.js";
import { overwrite } from "./stored.js";

export type Change = (row: Row) => Partial<Omit<Row, "id" | "version" | "openedAt" | "kind" | "tenant" | "key">>;

/** A guarded process and a desk of its own, each with its own key, and somebody who writes their store and has none. */
export async function apart(rules: readonly Rule[], config: Partial<Config> = {}, on: typeof refund = refund) {
  const people = memoryApprover({
    ana: { groups: ["finance"] },
    bo: { groups: ["finance"] },
    cy: { groups: ["finance"] },
    eve: {},
  });
  const clock = fakeClock("2026-01-01T00:00:00Z");
  const [here, there] = [inMemory(people, clock), inMemory(people, clock)];
  const [guard, seal] = [await ed25519Signer("generate"), await ed25519Signer("generate")];
  const { transports, ...parts } = here;
  const about = { policy: policy({ id: "p", rules }) };
  const cs = createCountersign({
    ...parts,
    ...about,
    audit: { ...here.audit, signer: guard },
    seals: [seal.publicJwk],
    ...config,
  });
  const { app, directory, audit } = there;
  const shared = { app, audit, clock, directory, transports, seal, store: here.store, actions: [on] };
  const desk = createDesk({ ...about, ...shared, guards: [guard.publicJwk] });
  const typesIn = ({ events }: typeof here.audit.log) =>
    events.map(({ type }) => type.slice("dev.countersign.".length, -".v1".length));
  return {
    people,
    clock,
    cs,
    desk,
    store: here.store,
    /** What each process has recorded. */
    events: () => ({ guard: typesIn(here.audit.log), desk: typesIn(there.audit.log) }),
    write: (id: string, change: Change) => overwrite(here.store, id, change),
    ...refunds(cs, on),
  };
}
