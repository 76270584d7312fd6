import type { Clock } from "../../clock.js";
import { endpointOf } from "../../wire/endpoint.js";
import { isWireError, wireError } from "../../wire/failed.js";
import type { Reach } from "../../wire/reach.js";
import { signed } from "../../wire/signature.js";
import type { Outgoing } from "./event.js";
import type { Settings } from "./options.js";

/** The URL that messages are posted to. */
export interface Hook {
  /** Resolves once the endpoint answered 2xx. Rejects within 28 seconds otherwise. */
  post(outgoing: Outgoing): Promise<void>;
}
interface Means {
  readonly clock: Clock;
  readonly reach: Reach;
}

export function hookOf({ url, keys }: Settings, { clock, reach }: Means): Hook {
  const where = `POST ${url.host}`;
  const endpoint = endpointOf(url.href, { where, clock });
  let gone: "gone" | "there" = "there";
  const exchangeOf = async ({ id, body }: Outgoing) => {
    if (gone === "gone") {
      const reason = "it answered 410 (gone) before; nothing is sent to it until this process restarts";
      throw wireError(where, { kind: "permanent", reason });
    }
    const fetch = await reach();
    const headers = async () => ({
      "content-type": "application/json",
      ...(await signed(keys, { id, at: clock.now(), body })),
    });
    return { headers, body, ...(fetch && { fetch }) };
  };
  return {
    async post(outgoing) {
      try {
        await endpoint.send(url.href, () => exchangeOf(outgoing), outgoing.until);
      } catch (error) {
        if (isWireError(error) && error.status === 410) gone = "gone";
        throw error;
      }
    },
  };
}
