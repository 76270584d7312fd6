import { messageOf, wanted } from "../approval/message.js";
import type { Records } from "../approval/records.js";
import type { Delivered, Request } from "../approval/request.js";
import type { RequestMessage } from "../approval/request-message.js";
import type { Inbox, Transport } from "../approval/transport.js";
import { inTurn } from "../approval/turns.js";
import { patiently } from "../approval/wheel.js";
import type { Selector } from "../people/person.js";
import { withDelegates } from "./address.js";
import { doorsOf } from "./doors.js";
import type { DeskParts } from "./parts.js";

const PATIENCE = 30_000;
/** Most deliveries of one request that are kept, to be updated. */
const KEPT = 100;

/** To whom a message goes, and as what, where that is not everybody who is asked. */
export interface Addressed {
  readonly kind?: RequestMessage["kind"];
  readonly to?: readonly Selector[];
  readonly why?: string;
}

/** Brings requests to people. What cannot be delivered stays pending and visible; a delivery never decides. */
export interface Deliverer {
  /** Lets every transport in that has people waiting behind a socket or a terminal. */
  connect(): Promise<void>;
  /** To every transport; resolves when each has answered, failed or taken too long. */
  deliver(request: Request, as?: Addressed): Promise<void>;
  /** Tells those that were asked what became of it. */
  update(request: Request): Promise<void>;
  redeliver(request: Request, transport: string): Promise<Delivered>;
  close(): Promise<void>;
}

export function delivererOf(parts: DeskParts, inbox: Inbox): Deliverer {
  const { transports, records, wheel, url } = parts;
  const doors = doorsOf(inbox);

  const messageTo = async (request: Request, as: Addressed = {}): Promise<RequestMessage> => {
    const message = messageOf(request, url);
    return request.state === "pending"
      ? { ...message, ...as, to: await withDelegates(parts, request, as.to ?? wanted(request)) }
      : message;
  };
  const send = async (request: Request, message: RequestMessage, transport: Transport): Promise<Delivered> => {
    const { name } = transport;
    try {
      const delivery = await patiently(wheel, PATIENCE, async () => {
        await doors.enter(transport);
        return transport.deliver(message, deliveriesBy(name, request));
      });
      return { ...delivery, transport: name };
    } catch (error) {
      return { id: "", at: "accepted", transport: name, failed: error instanceof Error ? error.message : "it failed" };
    }
  };
  const keep = async (request: Request, delivered: Delivered): Promise<Delivered> => {
    const { id, transport, failed } = delivered;
    await remember(records, request.id, delivered);
    records.note("approval.delivered", request, {
      transport,
      ...(failed === undefined ? { delivery: id } : { failed: "not delivered" }),
    });
    return delivered;
  };

  return {
    async connect() {
      await Promise.allSettled(transports.map((transport) => doors.enter(transport)));
    },
    async deliver(request, as) {
      const message = await messageTo(request, as);
      await Promise.all(transports.map(async (transport) => keep(request, await send(request, message, transport))));
    },
    async update(request) {
      const message = messageOf(request, url);
      const known = request.progress.deliveries.filter(({ failed }) => failed === undefined);
      await Promise.allSettled(
        known.map(async ({ transport: name, ...delivery }) => {
          const transport = transports.find((one) => one.name === name);
          if (transport?.update) await patiently(wheel, PATIENCE, async () => transport.update?.(delivery, message));
        }),
      );
    },
    async redeliver(request, name) {
      const transport = transports.find((one) => one.name === name);
      if (!transport) return { id: "", at: "accepted", transport: name, failed: "there is no transport of this name" };
      return keep(request, await send(request, await messageTo(request), transport));
    },
    close: () => doors.leave(),
  };
}

const deliveriesBy = (name: string, { progress }: Request): readonly Delivered[] =>
  progress.deliveries.filter(({ transport, failed }) => transport === name && failed === undefined);

async function remember(records: Records, id: string, delivered: Delivered): Promise<void> {
  const { transport } = delivered;
  await inTurn(records, id, async ({ request: { state, due, progress }, request }) => {
    const others = progress.deliveries.filter(
      (one) => one.transport !== transport || (one.failed === undefined && one.id !== delivered.id),
    );
    const deliveries = [...others, delivered].slice(-KEPT);
    return records.write(request, { state, due, progress: { ...progress, deliveries } });
  });
}
