import type { SocketModeClient } from "@slack/socket-mode";
import type { Clock } from "../../clock.js";
import { orElse } from "../../wire/or-else.js";

/** A connection that is opened again whenever it is lost, until it is left. */
export interface Socket {
  close(): Promise<void>;
}
interface Opening {
  readonly appToken: string;
  /** Base of the Web API. */
  readonly apiUrl: string;
  readonly clock: Clock;
  /** What an interaction is answered with. */
  answer(payload: unknown): Promise<object | undefined>;
}

const FIRST_MS = 10_000;
/** Nobody is left without an answer who pressed before the connection is closed; Slack waits no longer than this. */
const ANSWERED_MS = 3000;
const PAUSES_MS = [0, 1000, 2000, 5000, 10_000, 30_000];
/** Trying again would not help (docs.slack.dev, apps.connections.open, errors). */
const OVER = [
  "not_authed",
  "invalid_auth",
  "account_inactive",
  "user_removed_from_team",
  "team_disabled",
  "token_revoked",
];

/**
 * Opens a Socket Mode connection by `@slack/socket-mode`. Resolves when it stands, or after ten seconds while it is still
 * being tried. The package's own reconnecting is not used: where it fails, it ends the process.
 * @throws Error for a token that Slack refuses by then, and where the package is missing
 */
export async function openSocket({ appToken, apiUrl, clock, answer }: Opening): Promise<Socket> {
  const { SocketModeClient } = await loaded();
  const client = new SocketModeClient({
    appToken,
    autoReconnectEnabled: false,
    logger: SILENT,
    clientOptions: {
      slackApiUrl: apiUrl,
      timeout: FIRST_MS,
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
    },
  });
  const answering = new Set<Promise<unknown>>();
  client.on("interactive", ({ ack, body }: { ack(payload?: object): Promise<void>; body: unknown }) => {
    const done = answer(body)
      .then(ack)
      .catch(() => undefined) // not acknowledged, Slack says so to the person
      .finally(() => answering.delete(done));
    answering.add(done);
  });
  const [left, waiting] = [new AbortController(), new AbortController()];
  const first = kept(client, clock, { left: left.signal, waiting: waiting.signal });
  await orElse({ clock, ms: FIRST_MS }, first, undefined);
  waiting.abort();
  return {
    async close() {
      left.abort();
      await orElse({ clock, ms: ANSWERED_MS }, Promise.all(answering), undefined);
      await client.disconnect();
    },
  };
}

interface Until {
  /** Nobody needs a connection any more. */
  readonly left: AbortSignal;
  /** Nobody waits for the first one any more: from then on it is tried for ever. */
  readonly waiting: AbortSignal;
}

/** Resolves when the first connection stands, and keeps one from then on. */
function kept(client: SocketModeClient, clock: Clock, { left, waiting }: Until): Promise<void> {
  return new Promise((resolve, reject) => {
    const run = async () => {
      for (let failures = 0; !left.aborted; ) {
        const code = await connected(client, left, () => {
          failures = 0;
          resolve();
        });
        if (OVER.includes(code ?? "") && !waiting.aborted)
          throw new Error(`Slack refuses the app token (${code}): make a new one, with connections:write`);
        if (code !== undefined) failures++;
        await clock.sleep(PAUSES_MS[Math.min(failures, PAUSES_MS.length - 1)] ?? 0, left);
      }
    };
    run().catch(reject);
  });
}

/** One connection, from its start to its end; where it could not be made, Slack's word for why. */
async function connected(client: SocketModeClient, left: AbortSignal, stands: () => void): Promise<string | undefined> {
  let over = () => {};
  const ended = new Promise<void>((resolve) => {
    over = resolve;
    client.once("disconnected", over);
  });
  try {
    await client.start();
    if (left.aborted) await client.disconnect(); // it was left while it was being made
    stands();
    await ended;
    return undefined;
  } catch (error) {
    client.off("disconnected", over);
    return codeOf(error);
  }
}

/** Slack's word of a failed call. */
function codeOf(error: unknown): string {
  const data = (error as { data?: { error?: unknown } } | undefined)?.data;
  return typeof data?.error === "string" ? data.error : "";
}

async function loaded(): Promise<typeof import("@slack/socket-mode")> {
  try {
    return await import("@slack/socket-mode");
  } catch {
    throw new Error("Socket Mode needs the package @slack/socket-mode: npm install @slack/socket-mode");
  }
}

const silence = () => undefined;
/** It would log tokens' ids, URLs and payloads. */
const SILENT = {
  debug: silence,
  info: silence,
  warn: silence,
  error: silence,
  setLevel: silence,
  getLevel: () => "error" as never,
  setName: silence,
};
