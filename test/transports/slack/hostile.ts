import fc from "fast-check";
import { leaves } from "../../../src/action/paths.js";
import type { View } from "../../../src/action/view.js";
import type { RequestMessage } from "../../../src/approval/request-message.js";
import type { Json, JsonObject } from "../../../src/canonical.js";
import { field, showing } from "../refund-message.js";

/** What chats make something of, and what steers, hides, widens or swells. */
const HOSTILE = [
  "<!channel>",
  "<!here|x>",
  "<@U1>",
  "<#C1|ops>",
  "<!subteam^S1>",
  "<https://evil.example|our bank>",
  "https://evil.example/a?b=1&c=2",
  "evil.example",
  "@channel",
  "#general",
  "*bold*",
  "_it_",
  "~no~",
  "`code`",
  "```fence```",
  "> quote",
  "[a](https://evil.example)",
  ":tada:",
  "&amp;lt;",
  "\\",
  "\\u202e",
  '"',
  "\u202e",
  "\u2066",
  "\u200b",
  "\ufeff",
  "\u0000",
  "\r\n",
  "\n* amount  1",
  "\t",
  "  * amount  1",
  "\ud800",
  "\udc00",
  "👩‍👩‍👧",
  "🇨🇭",
  "漢字",
  "pаypal",
  "e\u0301\u0302\u0303\u0304",
  "(secret)",
  "…",
];
const MANY = ["&", "<", "x", " ", "👩", "\u202e", "\ud800", "漢", '"', "a ", "<!channel> "];

/** Of a length that cards can hold. */
export const short = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc
    .array(fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ maxLength: 10 })), { maxLength: 6 })
    .map((parts) => parts.join("")),
);
const long = fc.oneof(
  fc.string({ unit: "binary", maxLength: 400 }),
  fc.tuple(fc.constantFrom(...MANY), fc.integer({ min: 1, max: 4000 })).map(([one, times]) => one.repeat(times)),
);
export const texts = fc.oneof({ weight: 2, arbitrary: short }, { weight: 1, arbitrary: long });

type Texts = fc.Arbitrary<string>;
const valuesOf = (texts: Texts): fc.Arbitrary<Json> =>
  fc.oneof(texts, texts, fc.jsonValue({ maxDepth: 4 }) as fc.Arbitrary<Json>, fc.integer(), fc.boolean());

/** Arguments as an agent may send them and core captures them: JSON, which has no negative zero. */
export const argumentsOf = (texts: Texts) =>
  fc
    .array(fc.tuple(fc.oneof({ weight: 4, arbitrary: fc.string({ maxLength: 12 }) }, texts), valuesOf(texts)), {
      maxLength: 8,
    })
    .map((entries) => Object.fromEntries(entries.filter(([name]) => name !== "__proto__")))
    .map((args): JsonObject => JSON.parse(JSON.stringify(args)) as JsonObject);

export const fieldsFor = (args: JsonObject, more: (path: string) => Partial<View["fields"][number]> = () => ({})) =>
  leaves(args).map(([path, value]) => field(path, value, more(path)));

const viewOf = (texts: Texts) =>
  fc.record<Partial<View>>({
    title: texts,
    effect: fc.constantFrom("read", "write", "message", "share", "execute", "money", "destroy", "credential"),
    environment: texts,
    datasets: fc.array(texts, { maxLength: 4 }),
    actors: fc.array(
      fc.record({ role: fc.constantFrom("agent", "user", "owner", "delegator", "author"), name: texts }),
      {
        maxLength: 5,
      },
    ),
    fields: fc
      .tuple(argumentsOf(texts), fc.boolean(), fc.option(texts), fc.option(texts))
      .map(([args, critical, note, before]) =>
        fieldsFor(args, () => ({
          critical,
          ...(note !== null && { note }),
          ...(before !== null && { before: JSON.stringify(before) }),
        })),
      ),
    complete: fc.constantFrom(true, true, true, false),
  });

const messagesOf = (texts: Texts): fc.Arbitrary<RequestMessage> =>
  fc
    .tuple(
      viewOf(texts),
      fc.record({
        kind: fc.constantFrom("request", "reminder", "escalation", "resolution"),
        state: fc.constantFrom("pending", "pending", "pending", "approved", "denied", "succeeded", "unknown"),
        requestId: fc.string({ minLength: 1, maxLength: 256 }),
        action: texts,
        why: texts,
        revision: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER - 1 }),
        proof: fc.constantFrom("L0", "L1", "L1", "L2", "L4"),
        reason: fc.constantFrom("required", "optional"),
        by: fc.array(
          texts.map((id) => ({ id, kind: "human", active: true, identities: [], groups: [], roles: [] }) as const),
          { maxLength: 12 },
        ),
      }),
      fc.option(fc.oneof(fc.webUrl(), texts)),
    )
    .map(([more, message, url]) => showing(more, { ...message, ...(url !== null && { url }) }));

/** Any at all, and such as cards can hold. */
export const messages = messagesOf(texts);
export const modest = messagesOf(short);
