import type { Json } from "../../canonical.js";
import type { Comparison } from "../rule.js";
import { type Domain, hasValue, SAMPLES } from "./domain.js";
import { samples } from "./intervals.js";

const MOST = 10;

/** Values of a domain: those that a schema speaks of first. A list may hold `undefined`: no value at all. */
export function fitting(
  domain: Domain,
  comparisons: readonly Comparison[],
  offered: readonly Json[],
): readonly (Json | undefined)[] {
  const found = new Map<string | undefined, Json | undefined>();
  for (const values of [
    domain.texts.only ?? [],
    textsFor(comparisons),
    samples(domain.numbers),
    offered,
    ELSEWHERE,
    EACH,
  ])
    for (const value of values) {
      if (hasValue(domain, value)) found.set(JSON.stringify(value), value);
      if (found.size === MOST) return [...found.values()];
    }
  return [...found.values()];
}

const EACH: readonly (Json | undefined)[] = Object.values(SAMPLES);

const listOf = (value: unknown): readonly string[] =>
  (Array.isArray(value) ? value : [value]).filter((one) => typeof one === "string");

/** Texts that match, alone and with a beginning and an end put together. */
function textsFor(comparisons: readonly Comparison[]): readonly string[] {
  const of = (op: Comparison["op"]) => comparisons.filter((one) => one.op === op).flatMap(({ value }) => listOf(value));
  const [starts, ends, prefixes] = [of("startsWith"), of("endsWith"), of("under")];
  const names = of("host").map((name) => name.replace("*.", "www."));
  const domains = of("mailDomain").map((name) => name.replace("*.", "mail."));
  return [
    ...(starts.length + ends.length > 0 ? affixed(starts, ends) : []),
    ...names.flatMap((name) => [`https://${name}/`, name]),
    ...domains.map((name) => `someone@${name}`),
    ...prefixes.flatMap((prefix) => [`${prefix.replace(/\/$/, "")}/x`, prefix]),
    ...of("cidr").flatMap((range) => range.split("/")[0] ?? []),
    ...of("pattern").flatMap((name) => PATTERNED[name] ?? []),
  ];
}

const affixed = (starts: readonly string[], ends: readonly string[]): readonly string[] =>
  [...starts, ""].flatMap((start) => [...ends, ""].flatMap((end) => [`${start}1${end}`, `${start}${end}`]));

const PATTERNED: Readonly<Record<string, string>> = {
  uuid: "00000000-0000-4000-8000-000000000000",
  hex: "c0ffee",
  digits: "1234",
  identifier: "name",
  slug: "a-name",
  semver: "1.0.0",
  "iso-date": "2026-01-05",
  iban: "DE02120300000000202051",
};

/** For what must not match. */
const ELSEWHERE: readonly string[] = [
  "https://elsewhere.example/",
  "someone@elsewhere.example",
  "/elsewhere",
  "elsewhere",
  "192.0.2.1",
  "?",
];
