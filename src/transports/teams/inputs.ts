import type { Fields } from "./activity.js";

/** What was typed into an input; undefined where nothing came. */
export function textIn(data: Fields, name: string): string | undefined {
  const value = Object.hasOwn(data, name) ? data[name] : undefined;
  return typeof value === "string" ? value : undefined;
}

export function reasonIn(data: Fields, name: string): { readonly reason?: string } {
  const reason = textIn(data, name)?.trim() ?? "";
  return reason === "" ? {} : { reason };
}
