import * as z from "zod/mini";
import type { Issue } from "../errors.js";
import type { Person, Principal } from "../people/person.js";
import { choose, PARSING } from "../policy/schema-parts.js";

type Given = Pick<Person, "id" | "identities"> & Partial<Person>;
type Report = (path: readonly PropertyKey[], message: string) => void;

const TEXT = "must be a text that is not empty";
const text = z.string(TEXT).check(z.refine((value) => value.trim() !== "", TEXT));
const names = z.array(text, 'must be a list of names, or "unknown"');
const ISO_DATE = /^\d{4}-\d{2}-\d{2}/;
const time = text.check(
  z.refine((value) => ISO_DATE.test(value) && !Number.isNaN(Date.parse(value)), "must be an ISO 8601 time"),
);

const principal = only({ issuer: text, subject: text, name: z.optional(text) });
const SOME = "must list at least one { issuer, subject }";
const membership = z.optional(choose((value) => (value === "unknown" ? z.literal("unknown") : names)));
const person = only({
  id: text,
  name: z.optional(text),
  kind: z.optional(z.enum(["human", "service"], 'must be "human" or "service"')),
  active: z.optional(z.boolean("must be true or false")),
  identities: z.array(principal, SOME).check(z.minLength(1, SOME)),
  groups: membership,
  roles: membership,
  away: z.optional(only({ delegate: text, until: time })),
});

const people = z.array(person, "must be a list of people").check(({ value, issues }) => {
  const all = value as readonly Given[];
  checkUnique(all, (path, message) => issues.push({ code: "custom", path: [...path], message, input: value }));
});

/** An object with these keys and no other. */
function only<const Shape extends z.core.$ZodShape>(shape: Shape) {
  const use = Object.keys(shape).join(", ");
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === "unrecognized_keys"
        ? `unknown key ${issue.keys.map((key) => JSON.stringify(key)).join(", ")}: use ${use}`
        : "must be an object",
  });
}

function checkUnique(all: readonly Given[], report: Report): void {
  const ids = new Set(all.map(({ id }) => id));
  const first = new Map<string, string>();
  all.forEach(({ id, identities, away }, at) => {
    if (all.findIndex((other) => other.id === id) !== at)
      report([at, "id"], `two people have the id ${JSON.stringify(id)}`);
    identities.forEach((who, index) => {
      const other = claim(first, who, id);
      if (other !== id) report([at, "identities", index], claimed(who, other, id));
    });
    if (away && (away.delegate === id || !ids.has(away.delegate)))
      report([at, "away", "delegate"], standIn(id, away.delegate));
  });
}

/** The id of the first person who has an identity. */
function claim(first: Map<string, string>, who: Principal, id: string): string {
  const key = JSON.stringify([who.issuer, who.subject]);
  const other = first.get(key) ?? id;
  first.set(key, other);
  return other;
}

const claimed = ({ issuer, subject }: Principal, other: string, id: string): string =>
  `identity ${JSON.stringify([issuer, subject])} is claimed by ${JSON.stringify(other)} and ${JSON.stringify(id)}: it belongs to one person`;
const standIn = (id: string, delegate: string): string =>
  `${JSON.stringify(id)} is stood in for by ${JSON.stringify(delegate)}, who must be another listed person`;

/** What a list of people says, or all that is wrong with it: `[1].identities[0].issuer`. */
export function readPeople(
  list: unknown,
): { readonly people: readonly Given[] } | { readonly issues: readonly Issue[] } {
  const { data, error } = z.safeParse(people, list, PARSING);
  if (!error) return { people: data as readonly Given[] };
  return { issues: error.issues.map(({ path, message }) => ({ path: written(path), message })) };
}

const written = (path: readonly PropertyKey[]): string =>
  path.map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`)).join("");
