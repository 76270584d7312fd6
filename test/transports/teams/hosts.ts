import { type TeamsStandIn, teamsStandIn } from "../../../examples/teams/stand-in/teams.js";
import type { Transport } from "../../../src/approval/transport.js";
import { fakeClock } from "../../../src/testing/fake-clock.js";
import type { TeamsBotOptions, TeamsWebhookOptions } from "../../../src/transports/teams/options.js";
import { teamsOn } from "../../../src/transports/teams/teams-on.js";
import { wrongWith } from "./card-schema.js";
import { botOptions } from "./office.js";

export interface Host {
  readonly standIn: TeamsStandIn;
  readonly clock: ReturnType<typeof fakeClock>;
  readonly transport: Transport;
  close(): Promise<void>;
}

async function host(
  make: (standIn: TeamsStandIn, clock: Host["clock"]) => Transport,
  template?: "body",
): Promise<Host> {
  const clock = fakeClock(new Date().toISOString());
  const standIn = await teamsStandIn({ now: () => clock.now(), validate: wrongWith, ...(template && { template }) });
  return { standIn, clock, transport: make(standIn, clock), close: () => standIn.close() };
}

/** A bot before a stand-in. */
export const botHost = (more: Partial<TeamsBotOptions> = {}): Promise<Host> =>
  host((standIn, clock) => teamsOn(botOptions(standIn, more), { clock }));

/** A workflow of a stand-in. */
export const webhookHost = (more: Partial<TeamsWebhookOptions> = {}, template?: "body"): Promise<Host> =>
  host(({ webhookUrl }, clock) => teamsOn({ webhookUrl, network: "any", ...more }, { clock }), template);

/** What work rejects with. */
export async function failed(work: Promise<unknown> | undefined): Promise<Error> {
  const error = await work?.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof Error) return error;
  throw new Error("it did not fail");
}

/** Moves the clock until the work is done. */
export async function driven<T>({ clock }: Pick<Host, "clock">, work: Promise<T>): Promise<T> {
  let done = false;
  const end = () => {
    done = true;
  };
  work.then(end, end);
  while (!done) await clock.advance("100ms"); // small steps: loopback answers in real time
  return work;
}

/** Everything that an error says: its text, its stack, what it holds, and what caused it. */
export const saidBy = (error: Error): string =>
  [
    error.message,
    error.stack,
    String(error),
    JSON.stringify(error),
    JSON.stringify(Object.getOwnPropertyDescriptors(error)),
    String(error.cause),
  ].join("\n");
