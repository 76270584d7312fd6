import type { RequestMessage } from "../approval/request-message.js";
import type { ReviewOutcome } from "../approval/review.js";
import type { Inbox, Transport } from "../approval/transport.js";
import { misuse } from "../errors.js";
import type { Directory } from "../people/directory.js";
import { type Answer, checkAnswer, reviewOf } from "./answers.js";
import { directoryOf, listPeople, type People } from "./approver-people.js";
import { type Requests, requestsOf } from "./approver-requests.js";
import { Script } from "./approver-script.js";

/** A transport and a directory in one; "owner" is always among its people. */
export interface MemoryApprover extends Transport, Directory {
  /**
   * Queues answers. When a request waits, the items are given one by one, those of a list at once, until it waits no more.
   * An answer that the desk takes otherwise than expected is a problem: the people then deny every waiting request with
   * it as the reason, so that the guarded call ends.
   */
  will(...answers: readonly (Answer | readonly Answer[])[]): this;
  /** The next request message nobody took by `next`, also one that came before; `answer` answers it and checks nothing. */
  next(): Promise<RequestMessage & { answer(answer: Answer): Promise<ReviewOutcome> }>;
  /** Every message that asked for a decision, each revision once. */
  readonly asked: readonly RequestMessage[];
  /**
   * @throws Error naming every answer nobody asked for, every request nobody answered, and every answer that the desk
   * took otherwise than expected. An answer still underway is checked when it arrives, as an unhandled rejection.
   */
  done(): void;
}

/** People by id, with the identity `person(id)`. @throws code `input` for an unknown key. */
export function memoryApprover(people: People): MemoryApprover {
  const persons = listPeople(people);
  const desk = doorOf();
  const requests = requestsOf();
  const script = new Script({ requests, people: persons, inbox: desk.inbox });
  const approver: MemoryApprover = {
    ...directoryOf(persons),
    ...transportOf(requests, script, desk),
    will(...answers) {
      script.add(answers.map((item) => [item].flat().map(checkAnswer)));
      return approver;
    },
    async next() {
      const message = await requests.next();
      return { ...message, answer: (given) => answerTo(message, given, requests, desk) };
    },
    asked: requests.asked,
    done: () => script.done(),
  };
  known.set(approver, requests);
  return approver;
}

const known = new WeakMap<MemoryApprover, Requests>();

/** Tells an approver that nothing is left to decide on a request, whoever ended it. */
export const closeRequest = (approver: MemoryApprover, id: string): void => known.get(approver)?.close(id);

function transportOf(requests: Requests, script: Script, desk: Door): Transport {
  let delivered = 0;
  const take = (message: RequestMessage): void => {
    if (message.kind === "request" || message.state !== "pending") requests.note(message);
    script.play();
  };
  return {
    name: "memory",
    capabilities: { proof: "L4", modify: true, update: true },
    async deliver(message) {
      take(message);
      return { id: `memory-${++delivered}`, at: "confirmed" };
    },
    update: async (_delivery, message) => take(message),
    async connect(inbox) {
      const leave = desk.enter(inbox);
      script.play();
      return leave;
    },
  };
}

async function answerTo(
  message: RequestMessage,
  given: Answer,
  requests: Requests,
  desk: Door,
): Promise<ReviewOutcome> {
  const inbox = desk.inbox();
  if (!inbox) throw misuse("memoryApprover", "no desk is connected: give it to createCountersign as a transport first");
  const outcome = await inbox.review(message.requestId, reviewOf(checkAnswer(given), message));
  await requests.follow(message.requestId, outcome, inbox);
  return outcome;
}

/** The desks this approver is connected to; it answers through the newest. */
interface Door {
  inbox(): Inbox | undefined;
  enter(inbox: Inbox): () => Promise<void>;
}

function doorOf(): Door {
  const inboxes = new Map<symbol, Inbox>();
  return {
    inbox: () => [...inboxes.values()].at(-1),
    enter(inbox) {
      const key = Symbol();
      inboxes.set(key, inbox);
      return async () => void inboxes.delete(key);
    },
  };
}
