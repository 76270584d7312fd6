import { builtin } from "../../canonical.js";
import { misuse } from "../../errors.js";

export type Cedar = typeof import("@cedar-policy/cedar-wasm");

// Not written into the import: where there are no files, bundlers must not look for it.
const WITH_FILES = "@cedar-policy/cedar-wasm/nodejs";

/** Cedar, as the runtime can load it: from its file in Node, Bun and Deno, else as a module of WebAssembly. */
export async function loadCedar(): Promise<Cedar> {
  try {
    if (!builtin("node:fs")) return await import("@cedar-policy/cedar-wasm");
    const { default: cedar } = (await import(WITH_FILES)) as { default: Cedar };
    return cedar;
  } catch {
    throw misuse(
      "cedarJudge",
      "the package @cedar-policy/cedar-wasm does not load: npm install @cedar-policy/cedar-wasm",
    );
  }
}

interface Wrong {
  readonly message: string;
  readonly help: string | null;
  readonly sourceLocations?: readonly { readonly start: number }[];
}

/** Cedar's own words on what is wrong with policies or a schema, with the line where it says one. */
export function wrongWith(where: string, text: string, errors: readonly Wrong[]): Error {
  const told = errors.slice(0, 10).map(({ message, help, sourceLocations }) => {
    const at = sourceLocations?.[0]?.start;
    const line = at === undefined ? "" : `line ${lineAt(text, at)}: `;
    return `${line}${message}${help === null ? "" : ` (${help})`}`;
  });
  return misuse(where, told.join("; ") || "Cedar refuses it");
}

/** Cedar counts bytes of UTF-8. */
const lineAt = (text: string, start: number): number =>
  new TextEncoder()
    .encode(text)
    .subarray(0, start)
    .filter((byte) => byte === 10).length + 1;
