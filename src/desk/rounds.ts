import { isTally } from "../approval/place.js";
import { isFinal, type Loaded, type Request } from "../approval/request.js";
import type { State } from "../approval/state.js";
import type { OwnDesk } from "./desk.js";
import { closeOutdated } from "./outdated.js";
import type { DeskParts } from "./parts.js";

const PAGE = 200;
const PAGES = 50;
const EVERY = 5_000;

/** Follows the requests that other processes open and change. */
export interface Rounds {
  close(): Promise<void>;
}

/**
 * Brings what others opened to people, tells them what became of it, and sweeps now and then. Hints of the store wake it;
 * it always re-reads. A request that has been delivered already, by whichever desk, is not delivered again.
 */
export function makeRounds(parts: DeskParts, own: OwnDesk): Rounds {
  const states = new Map<string, State>();
  const attend = (request: Request) => {
    const { id, state, progress } = request;
    const before = states.get(id);
    if (isFinal(state)) states.delete(id);
    else states.set(id, state);
    const isUntold = before === undefined && progress.deliveries.length === 0;
    if (state === "pending" && (isUntold || before === "approved"))
      own.opened(request); // approved: policy asks for more
    else if (before !== undefined && before !== state) own.changed(request);
  };
  const look = async (id: string) => {
    const loaded = await parts.records.load(id);
    if (loaded) attend(loaded.request);
  };
  let started: number | undefined;
  const lookAtAll = async () => {
    const gone = new Set(states.keys());
    for await (const { request, now } of waiting(parts)) {
      started ??= now;
      gone.delete(request.id);
      const isNew = !states.has(request.id);
      if (isNew && (await closeOutdated(parts, request, started, own.changed)) === "closed") continue;
      attend(request);
    }
    for (const id of gone) await look(id);
  };
  return turning(parts, own, look, lookAtAll);
}

function turning(
  { store, wheel }: DeskParts,
  own: OwnDesk,
  look: (id: string) => Promise<void>,
  lookAtAll: () => Promise<void>,
): Rounds {
  let turn = Promise.resolve();
  let again: "asked" | "no" = "no";
  const next = (work: () => Promise<unknown>) => {
    turn = turn.then(work).then(
      () => undefined,
      () => undefined, // the store is down: the next round looks again
    );
  };
  const all = () => {
    if (again === "asked") return; // any number of hints are one look
    again = "asked";
    next(() => {
      again = "no";
      return lookAtAll();
    });
  };
  const watched = store.watch((ids) => {
    if (ids === "resync") all();
    else for (const id of ids) if (!isTally(id)) next(() => look(id));
  });
  watched.catch(() => undefined);
  let stop = () => {};
  const round = () => {
    all();
    next(() => own.desk.sweep());
    stop = wheel.after(EVERY, round);
  };
  own.connect();
  round();
  return {
    async close() {
      stop();
      await watched.then((unwatch) => unwatch()).catch(() => undefined);
      await turn;
    },
  };
}

/** All that wait for people or for their run, newest first, a page at a time. */
async function* waiting({ store, records, deployment }: DeskParts): AsyncGenerator<Loaded> {
  let cursor: string | undefined;
  for (let page = 0; page < PAGES; page++) {
    const found = await store.list({
      tenant: deployment.tenant,
      kind: "call",
      states: ["pending", "approved"],
      limit: PAGE,
      ...(cursor !== undefined && { cursor }),
    });
    for (const row of found.rows) {
      const request = await records.read(row, found.now);
      if (request) yield { request, now: found.now };
    }
    cursor = found.cursor;
    if (cursor === undefined) return;
  }
}
