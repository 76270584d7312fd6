import type { RequestMessage } from "../../src/approval/request-message.js";
import { fromHex, toBase64url } from "../../src/canonical.js";
import { field, showing } from "./refund-message.js";

/** A read of this id. */
export const request = (id: string, more: Partial<RequestMessage> = {}) =>
  showing({ effect: "read", title: `Title of ${id}` }, { requestId: id, ...more });
export const [one, two] = [request("one"), request("two")];
/** Its second revision. */
export const again = (message: RequestMessage): RequestMessage => ({
  ...message,
  revision: 2,
  digest: toBase64url(fromHex("b2".repeat(32))),
  view: { ...message.view, fields: [field("amount", 900, { before: "1840" })] },
});
/** It denied by somebody else. */
export const denied = (message: RequestMessage): RequestMessage => ({
  ...message,
  kind: "resolution",
  state: "denied",
  why: "Denied by Ana. It was not executed.",
});
