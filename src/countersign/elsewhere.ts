import type { Desk } from "../desk/desk.js";
import { failure } from "../errors.js";

const refuse = async (): Promise<never> => {
  const reason = "people decide in another process, or nobody can be asked here: there is no desk in this one";
  throw failure("unavailable", { action: "", callId: "" }, reason, { part: "store", cause: undefined });
};

/** The desk of a process that has none. */
export const elsewhere = (): Desk => ({
  message: refuse,
  review: refuse,
  requests: refuse,
  show: refuse,
  earlier: refuse,
  preview: refuse,
  watch: refuse,
  keys: () => [],
  person: refuse,
  receive: refuse,
  cancel: refuse,
  reconcile: refuse,
  redeliver: refuse,
  grants: refuse,
  revoke: refuse,
  sweep: refuse,
  close: async () => undefined,
});
