import type { Combined } from "./combine.js";

/**
 * Whether what met the first requirement meets the second, too: each of its needs and vetoes is among the first's, as
 * often as it is needed.
 */
export function covers(first: Combined, second: Combined): boolean {
  const includes = (all: readonly { readonly name: string }[], some: readonly { readonly name: string }[]) => {
    const left = all.map(({ name }) => name);
    return some.every(({ name }) => {
      const at = left.indexOf(name);
      return at >= 0 && left.splice(at, 1).length > 0;
    });
  };
  return includes(first.needs, second.needs) && includes(first.vetoes, second.vetoes);
}
