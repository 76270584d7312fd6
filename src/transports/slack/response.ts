import type { Clock } from "../../clock.js";
import { endpointOf } from "../../wire/endpoint.js";
import { sortResponse } from "./sorted.js";

/** Answers to a press, at the URL that came with it: up to five within 30 minutes (docs.slack.dev, Handling user interaction). */
export interface Responses {
  /** Remembers where cards of a request can be updated. A URL that leads elsewhere than to Slack is forgotten. */
  keep(requestId: string, url: string | undefined): void;
  /** Posts to the URL of a press. Nothing where it leads elsewhere than to Slack. @throws WireError */
  post(url: string | undefined, body: object): Promise<void>;
  /** Posts to the last URL that is known of a request, where it is still good and there is something to say; answers whether it did. */
  update(requestId: string, body: () => object | undefined): Promise<"posted" | "unknown">;
}

interface Kept {
  readonly url: string;
  readonly until: number;
  uses: number;
}

const GOOD_MS = 29 * 60_000;
/** One of the five is left for telling the next person why not. */
const USES = 4;
const MOST = 1000;
const LONGEST = 2000;

export function responsesOf(origins: readonly string[], clock: Clock): Responses {
  const kept = new Map<string, Kept>();
  const isSlacks = (url: string | undefined): url is string =>
    url !== undefined && url.length <= LONGEST && URL.canParse(url) && origins.includes(new URL(url).origin);
  const send = async (url: string, body: object) => {
    const where = `POST ${new URL(url).host}`;
    const headers = { "content-type": "application/json; charset=utf-8" };
    const exchange = { headers, body: JSON.stringify(body), sort: sortResponse, attempts: 2, timeout: 5000 };
    await endpointOf(url, { where, clock }).send(url, exchange); // in order on one card; no card waits for another
  };
  return {
    keep(requestId, url) {
      kept.delete(requestId);
      if (isSlacks(url)) kept.set(requestId, { url, until: clock.now() + GOOD_MS, uses: 0 });
      for (const oldest of kept.keys()) {
        if (kept.size <= MOST) break;
        kept.delete(oldest);
      }
    },
    async post(url, body) {
      const known = [...kept.values()].find((one) => one.url === url);
      if (known) known.uses++;
      if (isSlacks(url)) await send(url, body);
    },
    async update(requestId, body) {
      const known = kept.get(requestId);
      if (!known || known.uses >= USES || clock.now() >= known.until) return "unknown";
      const said = body();
      if (!said) return "unknown";
      known.uses++;
      await send(known.url, said);
      return "posted";
    },
  };
}
