import type { Network } from "./address.js";
import { pinnedFetch, type Resolving } from "./pinned-fetch.js";

/** What connects; undefined for the runtime's own `fetch`. */
export type Reach = () => Promise<typeof fetch | undefined>;

/**
 * The way of an option `network`, named by `where` in errors. What checks addresses is loaded when it is needed first, and
 * again after it could not be loaded.
 */
export function reacher(network: Network, where: string, resolving: Resolving): Reach {
  let loading: Promise<typeof fetch> | undefined;
  return async () => {
    if (network === "any") return undefined;
    loading ??= pinnedFetch(where, resolving);
    try {
      return await loading;
    } catch (error) {
      loading = undefined;
      throw error;
    }
  };
}
