// One allowed, one approved and one denied call, in memory, with what runs in every runtime.
import { action, createCountersign, isCountersignError } from "countersign";
import { allow, ask, policy } from "countersign/policy";
import { approve, deny, inMemory, memoryApprover } from "countersign/testing";

const check = (condition, text) => {
  if (!condition) throw new Error(text);
};

/** The smallest Standard Schema: no library is there in every runtime. */
const input = { "~standard": { version: 1, vendor: "test", validate: (value) => ({ value }) } };

export async function smoke() {
  const refund = action("refund.issue", { input, effect: "money" });
  const people = memoryApprover({ ana: { groups: ["finance"] } }).will(approve("ana"), deny("ana", "too much"));
  const rules = [
    allow("small", { on: refund, when: ({ arg }) => [arg("amount").lte(50)] }),
    ask("large", {
      on: refund,
      when: ({ arg }) => [arg("amount").gt(50)],
      require: { approvers: { group: "finance" }, within: "30m" },
    }),
  ];
  const cs = createCountersign({ ...inMemory(people), policy: policy({ id: "smoke", rules }) });
  const issue = cs.guard(({ amount }) => ({ paid: amount }), refund);
  check((await issue({ amount: 5 })).paid === 5, "an allowed call runs");
  check((await issue({ amount: 500 })).paid === 500, "an approved call runs");
  const denied = await issue.attempt({ amount: 5000 });
  check(!denied.ok && isCountersignError(denied.error, "denied"), "a denied call does not");
  people.done();
  await cs.close();
}
