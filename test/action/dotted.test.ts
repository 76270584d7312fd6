import * as v from "valibot";
import { expect, test } from "vitest";
import { action } from "../../src/index.js";
import { allow } from "../../src/policy.js";
import { world } from "../world.js";

const input = v.object({ "api.key": v.string() });
const all = allow("all", { on: { action: "*" } });

test("a secret argument whose name holds a dot is refused rather than shown, where the schema cannot tell", async () => {
  const send = action("send", { input, effect: "message", secret: ["api.key"] });
  const { cs } = world([all]);
  const issue = cs.guard(() => "sent", send);
  expect(await issue.attempt({ "api.key": "s3cr3t" })).toMatchObject({ ok: false, error: { code: "input" } });
});

test("written with a backslash it is secret", async () => {
  const seen: unknown[] = [];
  const send = action("send", {
    input,
    effect: "message",
    secret: ["api\\.key" as never],
    datasets: (args) => {
      seen.push(args);
      return [];
    },
  });
  const { cs } = world([all]);
  await cs.guard(() => "sent", send)({ "api.key": "s3cr3t" });
  expect(seen).toEqual([{ "api.key": "[secret]" }]);
});
