import { createCountersign, type Directory, type Transport } from "../../src/index.js";
import type { Requirement } from "../../src/policy/requirement.js";
import { ask, policy, type Rule } from "../../src/policy.js";
import { fakeClock, inMemory, memoryApprover } from "../../src/testing/testing.js";
import { refund, refunds } from "../world.js";

export const call = { orderId: "o", amount: 600 };
export const asking = (require: Requirement, id = "asks"): Rule => ask(id, { on: refund, require });

/** Finance is ana and bo, security is bo and cy, di is the chief; "owner" owns the agent. */
export const PEOPLE = {
  ana: { groups: ["finance"] },
  bo: { groups: ["finance", "security"] },
  cy: { groups: ["security"] },
  di: { groups: ["chiefs"] },
  eve: {},
};

function parts() {
  const people = memoryApprover(PEOPLE);
  const clock = fakeClock("2026-01-01T00:00:00Z");
  return { people, clock, parts: inMemory(people, clock) };
}

/**
 * A guarded refund whose rules may ask for any requirement, and everything that was delivered and recorded; in a process
 * of its own, or in another one of an office that is there.
 */
export function office(
  rules: readonly Rule[],
  change: (directory: Directory) => Partial<Directory> = () => ({}),
  other?: Pick<ReturnType<typeof parts>, "people" | "clock" | "parts">,
) {
  const { people, clock, parts: made } = other ?? parts();
  const told: string[] = [];
  const listening: Transport = {
    name: "listening",
    capabilities: { proof: false, modify: false, update: false },
    async deliver({ kind, to }) {
      told.push(`${kind} ${to.flatMap((one) => Object.values(one)).join(",")}`);
      return { id: `${told.length}`, at: "accepted" };
    },
  };
  const { audit } = other ? inMemory(people, clock) : made;
  const cs = createCountersign({
    ...made,
    audit,
    directory: { ...people, ...change(people) },
    transports: other ? [listening] : [people, listening],
    policy: policy({ id: "p", rules }),
  });
  const events = () => audit.log.events.map(({ type }) => type.slice("dev.countersign.".length, -".v1".length));
  return { people, clock, parts: made, cs, told, events, ...refunds(cs) };
}
