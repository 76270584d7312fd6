import { builtin } from "../canonical.js";

/** Whether reading it runs somebody's code. False where the runtime cannot tell. */
export const isProxy: (value: unknown) => boolean =
  builtin<{ types: { isProxy(value: unknown): boolean } }>("node:util")?.types.isProxy ?? (() => false);

/** Whether an object, no proxy, is one of own members only: made by a literal or a parser, in whatever realm. */
export function isPlain(value: object): boolean {
  const proto: unknown = Object.getPrototypeOf(value);
  return proto === Object.prototype || proto === null || isRoot(proto);
}

/** The same of a list. */
export function isPlainList(value: readonly unknown[]): boolean {
  const proto: unknown = Object.getPrototypeOf(value);
  if (proto === Array.prototype) return true;
  return !isProxy(proto) && Array.isArray(proto) && isMadeBy(proto, "Array") && isRoot(Object.getPrototypeOf(proto));
}

/** Whether it is the `Object.prototype` of another realm (`node:vm`, an iframe), as far as it shows without its code being run. */
const isRoot = (proto: unknown): boolean =>
  typeof proto === "object" &&
  proto !== null &&
  !isProxy(proto) &&
  Object.getPrototypeOf(proto) === null &&
  isMadeBy(proto, "Object");

function isMadeBy(proto: object, name: string): boolean {
  const maker: unknown = Object.getOwnPropertyDescriptor(proto, "constructor")?.value;
  return (
    typeof maker === "function" && !isProxy(maker) && Object.getOwnPropertyDescriptor(maker, "name")?.value === name
  );
}
