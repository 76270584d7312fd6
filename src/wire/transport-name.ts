import { misuse } from "../errors.js";

const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;

/** The name of a transport, as it stands in the path of its answers. @throws code `input` */
export function transportName(name: unknown, where: string): string {
  if (typeof name === "string" && NAME.test(name)) return name;
  throw misuse(where, "use 1 to 64 letters, digits, - and _, with a letter or digit first");
}
