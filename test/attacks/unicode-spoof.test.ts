import { expect, test } from "vitest";
import * as z from "zod";
import { action, createCountersign, type RequestMessage } from "../../src/index.js";
import { allow, ask, deny, policy, type Rule } from "../../src/policy.js";
import { inMemory, memoryApprover } from "../../src/testing/testing.js";
import { card } from "../../src/transports/terminal/card.js";

const send = action("report.send", {
  input: z.object({ to: z.string() }),
  effect: "message",
  critical: ["to"],
  describe: ({ to }) => `Send the report to ${to}`,
});
const require = { approvers: { group: "finance" }, within: "30m" } as const;
const hosts = ["paypal.com", "*.paypal.com"];
const rules = [
  allow("own-host", { on: send, when: ({ arg }) => [arg("to").host(...hosts)] }),
  ask("other-hosts", { on: send, unless: ({ arg }) => [arg("to").host(...hosts)], require }),
];
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;

/** Sends a report, and answers what became of it and what people were shown. */
async function sent(to: string, policed: readonly Rule[] = rules) {
  const people = memoryApprover({ ana: { groups: ["finance"] } });
  const cs = createCountersign({ ...inMemory(people), policy: policy({ id: "p", rules: policed }) });
  const ran: unknown[] = [];
  const done = await cs.guard((args) => ran.push(args), send).attempt({ to }, { key: "k", hold: 0 });
  await cs.close();
  return { code: done.ok ? "ran" : done.error.code, ran, message: people.asked[0] };
}

const lines = (message: RequestMessage | undefined): string =>
  card(message as RequestMessage, { width: 100, now: 0, paint: (_tone, text) => text, detail: "whole" }).lines.join(
    "\n",
  );

test("what is written plainly is compared plainly", async () => {
  expect((await sent("https://paypal.com/x")).code).toBe("ran");
  expect((await sent("https://evil.example/x")).code).toBe("pending");
});

const SPOOFED: readonly [string, string, string][] = [
  ["a letter of another alphabet", "https://p\u0430ypal.com/x", "as a host: xn--pypal-4ve.com"],
  ["one in the part before it", "https://paypal.com.\u0430.example/x", "as a host: paypal.com.xn--80a.example"],
  ["letters of another width", "https://\uff50aypal.com/x", "as a host: paypal.com"],
  ["a dot of another script", "https://paypal\u3002com/x", "as a host: paypal.com"],
  ["a soft hyphen", "https://pay\u00adpal.com/x", "1 hidden character, shown by their code; as a host: paypal.com"],
  ["a zero-width space", "https://paypal.com/\u200bx", "1 hidden character, shown by their code"],
  ["a mark that turns the text round", "https://paypal.com/\u202emoc.live", "1 hidden character, shown by their code"],
];

test.each(SPOOFED)("an address with %s is not taken for ours, and people see what it is", async (_, to, note) => {
  const { code, ran, message } = await sent(to);
  expect([code, ran]).toEqual(["pending", []]);
  const [field] = message?.view.fields ?? [];
  expect(field).toMatchObject({ path: "to", note });
  expect(JSON.parse(field?.text ?? "")).toBe(to);
  expect(message?.view.title).not.toMatch(HIDDEN);
});

test.each(SPOOFED)("on the card an address with %s hides nothing", async (_, to, note) => {
  const text = lines((await sent(to)).message);
  expect(text.replaceAll("\n", "")).not.toMatch(HIDDEN);
  expect(text.replaceAll(/\s+/g, " ")).toContain(`! ${note}`);
});

test("a host in a mail address is shown as the network reads it", async () => {
  expect((await sent("ana@p\u0430ypal.com")).message?.view.fields[0]?.note).toBe("as a host: xn--pypal-4ve.com");
});

const ana = [
  allow("to-ana", { on: send, when: ({ arg }) => [arg("to").eq("ana")] }),
  ask("to-others", { on: send, unless: ({ arg }) => [arg("to").eq("ana")], require }),
];

const UNSURE = "has hidden characters or an unusual form, so it may or may not be";

test.each([
  ["looks like it", "\u0430na", "is not", '! not plain ASCII: "\\u0430na"'],
  ["is the same in normal form", "\uff41na", UNSURE, '! not plain ASCII: "\\uff41na"'],
  ["has something hidden in it", "a\u200bna", UNSURE, "! 1 hidden character, shown by their code"],
])("a name that %s is not taken for the name that a rule allows, and is marked", async (_, to, because, mark) => {
  const { code, message } = await sent(to, ana);
  expect(code).toBe("pending");
  expect(message?.view.because.find((line) => line.startsWith("allow to-ana did not apply"))).toContain(because);
  expect(lines(message)).toContain(mark);
});

test.each(["evil.\uff45xample", "evil.exam\u00adple"])(
  "a rule that denies a host also denies what may be it",
  async (to) => {
    const denied = [
      allow("all", { on: send }),
      deny("evil", { on: send, when: ({ arg }) => [arg("to").host("evil.example")] }),
    ];
    expect((await sent(to, denied)).code).toBe("denied");
  },
);
