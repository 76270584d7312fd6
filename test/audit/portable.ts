import { vi } from "vitest";

/** Loads modules afresh as a runtime without Node's built-ins would: with WebCrypto and pure JavaScript alone. */
export async function withoutNode<T>(load: () => Promise<T>): Promise<T> {
  const node = vi.spyOn(process, "getBuiltinModule").mockReturnValue(undefined as never);
  vi.resetModules();
  try {
    return await load();
  } finally {
    node.mockRestore();
    vi.resetModules();
  }
}
