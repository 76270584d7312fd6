// A desk mounted below /countersign: whoever `x-person` names is signed in. Any other path tries the one call, which has to be approved.
import { action, createCountersign, proven } from "countersign";
import { ask, policy } from "countersign/policy";
import { createHandler } from "countersign/server";
import { inMemory, memoryApprover, person } from "countersign/testing";

const input = { "~standard": { version: 1, vendor: "test", validate: (value) => ({ value }) } };
const signIn = {
  async who(request) {
    const name = request.headers.get("x-person");
    return name ? proven({ ...person(name), proof: "L1", evidence: {} }) : new Response(null, { status: 401 });
  },
};

function made() {
  const move = action("parcel.move", { input, effect: "write" });
  const people = memoryApprover({ ana: { groups: ["post"] }, eve: {} });
  const require = { approvers: { group: "post" }, within: "30m" };
  const rules = [ask("moves", { on: move, require })];
  const cs = createCountersign({ ...inMemory(people), policy: policy({ id: "desk", rules }) });
  const call = cs.guard(({ to }) => ({ moved: to }), move);
  return {
    handle: createHandler(cs.desk, { path: "/countersign", signIn }),
    run: () => call.attempt({ to: "Rome" }, { key: "one", hold: 0 }),
  };
}
let desk; // made by the first request: workers do nothing before one

export async function fetch(request) {
  desk ??= made();
  const { pathname } = new URL(request.url);
  if (pathname.startsWith("/countersign")) return desk.handle(request);
  const { ok, value, error } = await desk.run();
  return Response.json({ ok, value, code: error?.code });
}
