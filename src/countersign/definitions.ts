import type { Definition } from "../action/action.js";
import { misuse } from "../errors.js";

/** The actions that one deployment guards, by name. */
export interface Definitions {
  /** @throws code `input` when another action already has this name */
  register(definition: Definition): void;
  get(name: string): Definition | undefined;
  all(): readonly Definition[];
}

export function definitions(): Definitions {
  const known = new Map<string, Definition>();
  return {
    register(definition) {
      const other = known.get(definition.name);
      if (other && other.digest !== definition.digest)
        throw misuse(
          `action ${definition.name}`,
          "two different actions have this name: make the action once and use that value",
        );
      known.set(definition.name, definition);
    },
    get: (name) => known.get(name),
    all: () => [...known.values()],
  };
}
