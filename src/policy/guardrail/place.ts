import { secretIn } from "./secrets.js";

const INDEX = /^\d{1,6}$/;
const NAME = /^[A-Za-z_][\w-]{0,39}$/;

/** ` in "to.note"`; nothing where the value itself is the text. A key that may be more than a name is a star. */
export const placeOf = (keys: readonly string[]): string =>
  keys.length === 0 ? "" : ` in "${keys.map((key) => (isName(key) ? key : "*")).join(".")}"`;

const isName = (key: string): boolean =>
  INDEX.test(key) || (NAME.test(key) && key.replace(/\D/g, "").length < 4 && secretIn(key) === undefined);
