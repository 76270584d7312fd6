import type { ReviewOutcome } from "../approval/review.js";
import type { Inbox } from "../approval/transport.js";
import type { Person } from "../people/person.js";
import { denials, reviewOf, type Scripted } from "./answers.js";
import type { Asked, Requests } from "./approver-requests.js";
import { turn } from "./turn.js";

// A desk takes 2,000 characters.
const LONGEST_REASON = 1000;

interface Stage {
  readonly requests: Requests;
  readonly people: readonly Person[];
  inbox(): Inbox | undefined;
}

/** Plays scripted answers to the requests that come, one item after the other; the answers of one item at once. */
export class Script {
  readonly #stage: Stage;
  readonly #queue: (readonly Scripted[])[] = [];
  readonly #problems: string[] = [];
  readonly #stuck = new Set<Asked>();
  #checked = 0;
  #playing = false;

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  add(items: readonly (readonly Scripted[])[]): void {
    this.#queue.push(...items);
    this.play();
  }

  /** Goes on playing, soon: people answer after a message was delivered, never while it is. */
  play(): void {
    if (this.#playing) return;
    this.#playing = true;
    void this.#playAll().finally(() => {
      this.#playing = false;
    });
  }

  /** @throws Error with everything that did not go as the script says. */
  done(): void {
    this.#checked++;
    const left = this.#queue.map((item) => `nobody was asked for: ${item.map(nameOf).join(", ")}`);
    const open = this.#stage.requests.open().filter((entry) => entry.underway === 0);
    const unanswered = open.map(({ message }) => `nobody answered: ${message.view.title} (${message.requestId})`);
    const all = [...this.#problems, ...left, ...unanswered];
    if (all.length > 0) throw new Error(`memoryApprover: ${all.join("; ")}`);
  }

  async #playAll(): Promise<void> {
    for (;;) {
      await turn();
      const entry = this.#stage.requests.open().find((one) => !this.#stuck.has(one));
      const inbox = this.#stage.inbox();
      if (!entry || !inbox) return;
      const failed = this.#problems.length > 0;
      const item = failed ? undefined : this.#queue.shift();
      if (item) await Promise.all(item.map((answer) => this.#give(answer, entry, inbox)));
      else if (failed) await this.#unhang(entry, inbox);
      else return;
    }
  }

  async #give(answer: Scripted, entry: Asked, inbox: Inbox): Promise<void> {
    const checked = this.#checked;
    entry.underway++;
    const problem = complaint(answer, await this.#review(answer, entry, inbox));
    entry.underway--;
    if (problem === undefined) return;
    this.#problems.push(problem);
    if (this.#checked > checked) raise(problem); // done() was called before this was known
  }

  async #review(answer: Scripted, { message }: Asked, inbox: Inbox): Promise<ReviewOutcome | Error> {
    try {
      const outcome = await inbox.review(message.requestId, reviewOf(answer, message));
      await this.#stage.requests.follow(message.requestId, outcome, inbox);
      return outcome;
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  }

  // The test's call waits for people who will not answer as planned: deny it, so that it fails with the reason.
  async #unhang(entry: Asked, inbox: Inbox): Promise<void> {
    const problem = this.#problems.join("; ");
    for (const denial of denials(this.#stage.people, problem.slice(0, LONGEST_REASON))) {
      if (!entry.open) return;
      await this.#review(denial, entry, inbox);
    }
    if (!entry.open) return;
    this.#stuck.add(entry);
    raise(`${problem} (and nobody listed could deny the request)`);
  }
}

const nameOf = ({ by, decision }: Scripted): string => `${decision.decision} by ${by}`;

function complaint(answer: Scripted, outcome: ReviewOutcome | Error): string | undefined {
  const wanted = answer.expect.join(" or ");
  if (outcome instanceof Error) return `${nameOf(answer)} failed: ${outcome.message}; expected ${wanted}`;
  if (answer.expect.includes(outcome.result)) return undefined;
  return `${nameOf(answer)} was answered ${outcome.result} (${outcome.why}); expected ${wanted}`;
}

// Unhandled on purpose: every test runner reports it.
function raise(problem: string): void {
  void Promise.reject(new Error(`memoryApprover: ${problem}`));
}
