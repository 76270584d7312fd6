import type { Transport } from "../../approval/transport.js";
import type { Clock } from "../../clock.js";
import { endpointOf } from "../../wire/endpoint.js";
import type { Reach } from "../../wire/reach.js";
import { MOST_BYTES, webhookCard } from "./card.js";
import type { Webhook } from "./options.js";
import { workflowPayload } from "./payload.js";
import { sortWorkflow } from "./sorted.js";

const RUN = /^[\x21-\x7e]{1,128}$/;
const HEADERS = { "content-type": "application/json" };

/** Tells; what became of a request is told by no message of its own, as a workflow cannot change what it posted. */
export function webhookTransport(
  { name, url, payload }: Webhook,
  { clock, reach }: { readonly clock: Clock; readonly reach: Reach },
): Transport {
  const endpoint = endpointOf(url.href, { where: `POST ${url.host}`, clock });
  return {
    name,
    capabilities: { proof: false, modify: false, update: false, maxBytes: MOST_BYTES },
    async deliver(message) {
      const body = JSON.stringify(workflowPayload(webhookCard(message), payload));
      const asked = async () => {
        const fetch = await reach();
        return { headers: HEADERS, body, sort: sortWorkflow, ...(fetch && { fetch }) };
      };
      const until = message.state === "pending" ? message.expiresAt.getTime() : undefined;
      const { headers } = await endpoint.send(url.href, asked, until);
      const run = headers.get("x-ms-workflow-run-id") ?? "";
      return { id: RUN.test(run) ? run : crypto.randomUUID(), at: "accepted" };
    },
  };
}
