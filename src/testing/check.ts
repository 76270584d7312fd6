/** How a suite registers one test; vitest's, Node's and Bun's `test` all fit. */
export type Test = (name: string, body: () => Promise<void>) => void;

/** Makes a fresh subject for one test. */
export type Make<T> = () => T | Promise<T>;

/** Fails the running test with `text` unless `condition` holds. */
export function check(condition: unknown, text: string): asserts condition {
  if (!condition) throw new Error(text);
}
