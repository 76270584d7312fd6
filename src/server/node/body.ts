import type { IncomingMessage } from "node:http";

const ENDS = ["end", "error", "close"] as const;

/** A request's body, read no faster than it is taken. One that is not taken is left to Node, which drops it. */
export function bodyOf(incoming: IncomingMessage): ReadableStream<Uint8Array> {
  let into: ReadableStreamDefaultController<Uint8Array>;
  const took = (chunk: Uint8Array): void => {
    into.enqueue(new Uint8Array(chunk));
    if ((into.desiredSize ?? 0) <= 0) incoming.pause();
  };
  const leave = (): void => {
    incoming.off("data", took);
    for (const event of ENDS) incoming.off(event, ended);
    // An error that nobody listens to would end the process.
    incoming.on("error", () => undefined);
  };
  function ended(): void {
    leave();
    if (incoming.complete) into.close();
    else into.error(new Error("the client went away before its request was whole"));
  }
  return new ReadableStream<Uint8Array>({
    start(controller) {
      into = controller;
      // Else listening to it would set it flowing.
      incoming.pause();
      incoming.on("data", took);
      for (const event of ENDS) incoming.on(event, ended);
    },
    pull: () => void incoming.resume(),
    cancel: leave,
  });
}
