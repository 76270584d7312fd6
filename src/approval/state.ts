/** One record, one status: what a request, or an execution without one, has come to. */
export type State =
  | "pending"
  | "approved"
  | "denied"
  | "expired"
  | "cancelled"
  | "executing"
  | "succeeded"
  | "failed"
  | "unknown";
