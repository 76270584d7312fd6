import { type Answer, type Believed, type Ended, Heard, type Start, type Use } from "./verify-heard.js";
import { placed, type Question, Questions, type Said } from "./verify-questions.js";
import type { Fault, Problem } from "./verify-report.js";
import { fault, shown } from "./verify-reviews.js";

/** So many problems of the calls in one log are told. */
const MOST_TOLD = 1_000;

/** What the events of all logs say of the calls that have a request: each was executed as it was approved, and once. */
export class Calls {
  /** By log: executions of asked calls that are as they were approved. */
  readonly digests = new Map<string, number>();
  /** By log: the keys that reviews were believed by because it names them. */
  readonly seals = new Map<string, Set<string>>();
  /** By log: records that its process did not believe. */
  readonly disbelieved = new Map<string, number>();
  readonly #believed: Believed;
  readonly #order = new Map<string, number>();
  readonly #starts: Start[] = [];
  readonly #questions = new Questions();
  readonly #ended = new Map<string, Ended>();
  readonly #problems: Problem[] = [];

  constructor(believed: Believed) {
    this.#believed = believed;
  }

  get executed(): ReadonlySet<string> {
    return new Set(this.#starts.flatMap(({ request }) => (request === "" ? [] : request)));
  }

  hear(log: string): Heard {
    this.#order.set(log, this.#order.size);
    return new Heard(log, this.#believed);
  }

  /** Keeps what the first lines of a log say: those after them are not what was written, or nobody signed them. */
  async keep(heard: Heard, lines: number): Promise<void> {
    await heard.settled();
    this.disbelieved.set(heard.log, heard.disbelieved.filter((line) => line <= lines).length);
    for (const start of heard.starts) if (start.line <= lines) this.#starts.push(start);
    for (const { said, data } of heard.asked) {
      const differs = said.line <= lines && this.#questions.add(said, data);
      if (differs) heard.complain(said.line, differs);
    }
    for (const end of heard.ended) if (end.line <= lines) this.#ended.set(end.request, end);
    for (const problem of heard.problems) if (problem.line <= lines) this.#problems.push(problem);
  }

  problems(): readonly Problem[] {
    const started = new Map<string, Start>();
    const used = new Map<string, Set<string>>();
    for (const start of this.#starts) {
      const wrong = start.grant && tooOften(start.grant, used);
      if (wrong) this.#complain(start, wrong);
      const before = started.get(start.request);
      if (start.type === "execution.started" && start.request !== "") {
        started.set(start.request, start);
        if (before) this.#complain(start, twice(before));
      }
      const ended = this.#ended.get(start.request);
      if (ended) this.#complain(start, afterAll(ended));
      this.#judge(start);
    }
    return this.#told();
  }

  #judge(start: Start): void {
    const asked = this.#questions.of(start.request);
    if (start.verdict === "allow" && asked.length === 0) return;
    const own = asked.find(({ revision }) => revision === start.revision);
    const differs = start.fault
      ? own?.against({ digest: start.digest, view: undefined })
      : this.#differing(start, asked);
    for (const wrong of [start.fault, differs]) if (wrong) this.#complain(start, wrong);
    if (!start.fault && !differs) this.#count(start);
  }

  #count({ log, believed }: Start): void {
    this.digests.set(log, (this.digests.get(log) ?? 0) + 1);
    const named = this.seals.get(log) ?? new Set();
    for (const { from, id } of believed) if (from === "log") named.add(id);
    this.seals.set(log, named);
  }

  /** What is other than it was asked. */
  #differing(start: Start, asked: readonly Question[]): Fault | undefined {
    for (const question of asked) {
      const wrong = ofQuestion(start, question);
      if (wrong) return wrong;
    }
    for (const answer of start.answers) {
      const wrong = this.#answered(start, answer);
      if (wrong) return wrong;
    }
    return undefined;
  }

  /** A review must be of what was asked, by somebody who wrote none of it, and one of as many as were asked. */
  #answered(start: Start, answer: Answer): Fault | undefined {
    for (const question of this.#questions.of(answer.request)) {
      const { revision, least, said, author } = question;
      if (revision > answer.revision) continue;
      const own = revision === answer.revision;
      const wrong = own ? question.against(answer) : undefined;
      if (wrong) return wrong;
      if (author !== undefined && author === answer.person && !(own && answer.decision === "modify"))
        return fault("self-approval", `${shown(author)} wrote revision ${revision}, and may not decide on it`);
      if (start.agreed.size < least)
        return fault("review", `${least} had to approve by ${placed(said)}, and ${start.agreed.size} did`);
    }
    return undefined;
  }

  #complain({ log, line }: Said, wrong: Fault): void {
    this.#problems.push({ log, file: "log", line, ...wrong });
  }

  /** In the order of the logs and their lines; of each log the first. */
  #told(): readonly Problem[] {
    const place = ({ log }: Problem) => this.#order.get(log) ?? 0;
    const counts = new Map<string, number>();
    return this.#problems
      .sort((a, b) => place(a) - place(b) || a.line - b.line)
      .flatMap((problem) => {
        const count = (counts.get(problem.log) ?? 0) + 1;
        counts.set(problem.log, count);
        if (count <= MOST_TOLD) return problem;
        return count === MOST_TOLD + 1
          ? { ...problem, text: `${problem.text}; what follows in this log is not told` }
          : [];
      });
  }
}

/** An execution against one revision of its request, as people were asked about it. */
function ofQuestion(start: Start, question: Question): Fault | undefined {
  const { revision, said } = question;
  if (revision > start.revision)
    return fault(
      "digest",
      `this is revision ${start.revision}, and people were asked about another, in ${placed(said)}`,
    );
  if (start.grant)
    return fault("review", `people were asked about this very call, in ${placed(said)}, and a grant answered it`);
  for (const person of start.agreed) {
    if (person !== undefined && question.excluded.has(person))
      return fault("self-approval", `${shown(person)} decided on a call of their own`);
  }
  for (const [requirement, asked] of question.requirements) {
    if (start.requirements.has(requirement)) continue;
    return fault("review", `it does not hold what had to be met by ${placed(asked)}`);
  }
  return revision === start.revision ? question.against(start) : undefined;
}

/** A grant answers as many calls as people gave it for, over all logs; what is started again is one. */
function tooOften({ id, key, most }: Use, used: Map<string, Set<string>>): Fault | undefined {
  const keys = used.get(id) ?? new Set();
  if (keys.has(key)) return undefined;
  used.set(id, keys.add(key));
  return keys.size > most
    ? fault("review", `grant ${id} answered ${keys.size} calls, and people gave it for ${most}`)
    : undefined;
}

const afterAll = ({ log, line, type, request }: Ended): Fault =>
  fault("review", `request ${request} ended without a start, by ${type} in ${log} on line ${line}`);

const twice = ({ log, line, request }: Said): Fault => ({
  kind: "twice",
  text: `request ${request} was already started, in ${log} on line ${line}`,
});
