import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type Domain,
  hasValue,
  intersect,
  isEmpty,
  isWithinDomain,
  unite,
} from "../../../src/policy/analysis/domain.js";
import { domainsOf as modesOf, truthOf } from "../../../src/policy/analysis/literal.js";
import { holds, type Mode } from "../../../src/policy/analysis/mode.js";
import type { Comparison } from "../../../src/policy/rule.js";
import { comparisonsOn, VALUES } from "./conditions.js";

const MODES: readonly Mode[] = ["true", "false", "not false", "not true"];
const ALL = comparisonsOn("args.a").flatMap((data) => MODES.map((mode) => ({ data, mode, of: modesOf(data)(mode) })));
const names = (found: readonly { data: Comparison; mode: Mode }[]) =>
  found.map(({ data: { op, value }, mode }) => `${mode} ${op} ${JSON.stringify(value)}`).join(" / ");

test("a domain holds exactly the values for which the comparison is what is asked", () => {
  const wrong = ALL.flatMap(({ data, mode, of }) => {
    const truth = truthOf(data);
    return VALUES.filter((value) => hasValue(of, value) !== holds(truth(value), mode)).map(
      (value) => `${names([{ data, mode }])} of ${JSON.stringify(value)}`,
    );
  });
  expect(wrong).toEqual([]);
});

/** Of a domain, which of the values it holds. */
const held = new Map<Domain, readonly boolean[]>(ALL.map(({ of }) => [of, VALUES.map((value) => hasValue(of, value))]));
const holdsOf = (of: Domain) => held.get(of) as readonly boolean[];

test("of any two: one that is shown to lie within the other holds nothing else, two shown to be apart nothing together", () => {
  const wrong: string[] = [];
  for (const one of ALL)
    for (const other of ALL) {
      const [a, b] = [holdsOf(one.of), holdsOf(other.of)];
      if (isWithinDomain(one.of, other.of) && a.some((has, i) => has && !b[i]))
        wrong.push(`within: ${names([one, other])}`);
      const both = intersect(one.of, other.of);
      if (isEmpty(both) && a.some((has, i) => has && b[i])) wrong.push(`apart: ${names([one, other])}`);
    }
  expect(wrong).toEqual([]);
});

const domain = fc.constantFrom(...ALL.map(({ of }) => of));
test("what several have in common is what each holds, and what they have together is no less than any", () => {
  fc.assert(
    fc.property(domain, domain, domain, fc.constantFrom(...VALUES), (a, b, c, value) => {
      const all = intersect(intersect(a, b), c);
      expect(hasValue(all, value)).toBe([a, b, c].every((one) => hasValue(one, value)));
      if ([a, b, c].some((one) => hasValue(one, value))) expect(hasValue(unite(unite(a, b), c), value)).toBe(true);
      if (isEmpty(all)) expect(hasValue(all, value)).toBe(false);
      if (isWithinDomain(intersect(a, b), c) && hasValue(a, value) && hasValue(b, value))
        expect(hasValue(c, value)).toBe(true);
    }),
    { numRuns: 5_000 },
  );
});

const domainsOf = (...found: readonly (readonly [op: string, value: unknown, mode?: Mode])[]) =>
  found
    .map(([op, value, mode = "true"]) => modesOf({ path: "args.a", op, value } as unknown as Comparison)(mode))
    .reduce(intersect);

test.each<readonly [string, Domain, Domain]>([
  ["a smaller range", domainsOf(["gt", 5]), domainsOf(["gte", 5])],
  ["a number of a range", domainsOf(["eq", 7]), domainsOf(["gt", 5])],
  ["a range between two ends", domainsOf(["gt", 5], ["lt", 9]), domainsOf(["gte", 5])],
  ["a range and what is no number", domainsOf(["gt", 9, "not false"]), domainsOf(["gt", 5, "not false"])],
  ["what is at most a number and not that one", domainsOf(["lte", 5], ["ne", 5]), domainsOf(["lte", 5])],
  ["some of the values", domainsOf(["in", ["a", "b"]]), domainsOf(["in", ["a", "b", "c"]])],
  ["texts of which one was taken out", domainsOf(["in", ["a", "b"]], ["ne", "b"]), domainsOf(["in", ["a", "c"]])],
  ["one text and what is none", domainsOf(["eq", "a", "not false"]), domainsOf(["in", ["a", "b"], "not false"])],
  ["a longer beginning", domainsOf(["startsWith", "ab"]), domainsOf(["startsWith", "a"])],
  ["what may begin so", domainsOf(["startsWith", "ab", "not false"]), domainsOf(["startsWith", "a", "not false"])],
  ["what surely does not begin so", domainsOf(["startsWith", "a", "false"]), domainsOf(["startsWith", "ab", "false"])],
  ["another beginning", domainsOf(["startsWith", "a"]), domainsOf(["startsWith", "b", "false"])],
  ["a longer end", domainsOf(["endsWith", ".csv.gz"]), domainsOf(["endsWith", ".gz"])],
  ["a folder inside", domainsOf(["under", "/srv/data/a"]), domainsOf(["under", "/srv/data"])],
  ["a host below", domainsOf(["host", ["*.a.example.com"]]), domainsOf(["host", ["*.example.com"]])],
  ["one of the mail domains", domainsOf(["mailDomain", ["a.org"]]), domainsOf(["mailDomain", ["b.org", "a.org"]])],
  ["a smaller network", domainsOf(["cidr", ["10.1.0.0/16"]]), domainsOf(["cidr", ["10.0.0.0/8"]])],
  ["another network", domainsOf(["cidr", ["10.0.0.0/8"]]), domainsOf(["cidr", ["192.0.2.0/24"], "not true"])],
  ["an address of the domain", domainsOf(["eq", "bo@a.org"]), domainsOf(["mailDomain", ["a.org"]])],
  ["anything present", domainsOf(["gt", 5]), domainsOf(["absent", undefined, "false"])],
])("%s is shown to lie within, and not the other way round", (_, inner, outer) => {
  expect([isWithinDomain(inner, outer), isWithinDomain(outer, inner)]).toEqual([true, false]);
});

test.each<readonly [string, Domain, Domain]>([
  ["what may begin so", domainsOf(["startsWith", "a", "not false"], ["ne", "q"]), domainsOf(["startsWith", "a"])],
  ["what has another end", domainsOf(["startsWith", "a"]), domainsOf(["endsWith", "b"])],
  ["every number but one", domainsOf(["ne", 5]), domainsOf(["gt", 5])],
  ["a range with a hole", domainsOf(["gt", 1], ["lt", 9]), domainsOf(["ne", 5])],
  ["a host beside", domainsOf(["host", ["example.com"]]), domainsOf(["host", ["*.example.com"]])],
])("%s is not shown to lie within", (_, one, other) => {
  expect(isWithinDomain(one, other)).toBe(false);
});

test.each<readonly [string, boolean, Domain]>([
  ["more than 10 and less than 5", true, domainsOf(["gt", 10], ["lt", 5])],
  ["more than 5 and at most 5", true, domainsOf(["gt", 5], ["lte", 5])],
  ["at least 5 and at most 5", false, domainsOf(["gte", 5], ["lte", 5])],
  ["a number and a beginning", true, domainsOf(["gt", 1], ["startsWith", "a"])],
  ["two values", true, domainsOf(["eq", "a"], ["eq", "b"])],
  ["a value that does not end so", true, domainsOf(["in", ["a.txt", "b.txt"]], ["endsWith", ".csv"])],
  ["two hosts", true, domainsOf(["host", ["a.org"]], ["host", ["b.org", "*.a.org"]])],
  ["a host and one of the same", false, domainsOf(["host", ["a.org"]], ["host", ["b.org", "a.org"]])],
  ["two networks apart", true, domainsOf(["cidr", ["10.0.0.0/8"]], ["cidr", ["192.0.2.0/24"]])],
  ["absent and a value", true, domainsOf(["absent", undefined], ["eq", "a"])],
  ["inside and not inside", true, domainsOf(["under", "/a/b"], ["under", "/a", "false"])],
  ["perhaps inside and perhaps not", false, domainsOf(["under", "/a/b", "not false"], ["under", "/a", "not true"])],
  ["a beginning and an end", false, domainsOf(["startsWith", "a"], ["endsWith", "b"])],
  ["two formats", false, domainsOf(["pattern", "slug"], ["pattern", "hex"])],
])("%s is shown to be nothing: %s", (_, nothing, domain) => {
  expect(isEmpty(domain)).toBe(nothing);
});
