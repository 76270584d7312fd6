import { afterEach, expect, test } from "vitest";
import { APPROVE, closeAll, office, PEOPLE } from "../transports/slack/office.js";

afterEach(closeAll);

const issuer = "https://mail.example";
const named = (id: string) => ({ id, identities: [{ issuer, subject: `${id}@acme.example` }], groups: ["finance"] });

/** Kim and Ana are approvers; the account that presses has another address. */
async function pressing(email: string) {
  const made = await office({
    people: [named("kim"), named("ana"), ...PEOPLE.slice(3)],
    options: { byEmail: { issuer } },
  });
  made.slack.join({ id: "U8", name: "mallory", email });
  const done = made.note.attempt({ text: "hi" });
  await made.slack.press("U8", await made.card(), APPROVE);
  return { ...made, done };
}

test.each([
  ["a Cyrillic letter", "\u0430na@acme.example"],
  ["a Cyrillic letter in the domain", "ana@\u0430cme.example"],
  ["a Kelvin sign, which becomes a k in small letters", "\u212aim@acme.example"],
  ["a dotted capital I", "k\u0130m@acme.example"],
  ["a dotless i", "k\u0131m@acme.example"],
  ["wide letters", "\uff41na@acme.example"],
  ["a combining mark", "ana\u0301@acme.example"],
  ["a zero-width space", "ana\u200b@acme.example"],
  ["a soft hyphen", "a\u00adna@acme.example"],
  ["a mark of direction", "\u202eana@acme.example"],
  ["a wide at sign", "ana\uff20acme.example"],
  ["a space before it", " ana@acme.example"],
  ["a line after it", "ana@acme.example\n"],
  ["a NUL after it", "ana@acme.example\u0000"],
  ["a tag", "ana+approver@acme.example"],
  ["a dot in it", "a.na@acme.example"],
  ["a dot at its end", "ana@acme.example."],
  ["quotes", '"ana"@acme.example'],
  ["a comment", "ana(cfo)@acme.example"],
  ["a second domain", "ana@acme.example@evil.example"],
  ["a percent sign", "ana%acme.example@evil.example"],
  ["a longer domain", "ana@acme.example.evil"],
  ["a domain in Punycode", "ana@xn--cme-7cd.example"],
  ["a name before it", "Ana <ana@acme.example>"],
  ["two of them", "ana@acme.example,mallory@evil.example"],
])("an address with %s is not the approver's", async (_, email) => {
  const { ran, told } = await pressing(email);
  expect(ran).toEqual([]);
  expect(told("U8")).toEqual([expect.stringMatching(/in the directory|which e-mail address/)]);
});

test.each(["ana@acme.example", "ANA@Acme.Example", "Kim@acme.example"])("%s is", async (email) => {
  const { done } = await pressing(email);
  expect(await done).toMatchObject({ ok: true, value: { by: [email.slice(0, 3).toLowerCase()] } });
});
