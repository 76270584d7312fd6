import type { Predicate } from "../policy/tools.js";
import { exportsOf } from "./actions.js";
import { Unusable } from "./unusable.js";

export type Predicates = Readonly<Record<string, Predicate>>;

/** The predicates that a module exports by their names, one by one or as members of an object. @throws Unusable for none */
export async function predicatesIn(path: string): Promise<Predicates> {
  const exported = Object.entries(await exportsOf(path, "the predicates"));
  const found = exported.flatMap(([name, value]) =>
    isPredicate(value)
      ? [[name, value] as const]
      : Object.entries(isObject(value) ? value : {}).flatMap(([member, one]) =>
          isPredicate(one) ? [[member, one] as const] : [],
        ),
  );
  if (found.length > 0) return Object.fromEntries(found);
  throw new Unusable(`${path} exports no predicate: export { version, test } under its name, or an object of them`);
}

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

const isPredicate = (value: unknown): value is Predicate =>
  isObject(value) &&
  typeof (value as Partial<Predicate>).version === "string" &&
  typeof (value as Partial<Predicate>).test === "function";
