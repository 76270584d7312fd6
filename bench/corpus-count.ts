import { allow, ask } from "../src/policy/builders.js";
import { sensibleDefaults } from "../src/policy/defaults.js";
import { policy } from "../src/policy/load.js";
import type { Policy } from "../src/policy/rule.js";
import type { Suite, Task } from "./corpus-data.js";
import { isUntrusted, judgeOf, type Said } from "./corpus-judge.js";

const people = { approvers: { group: "security" }, within: "1h" } as const;
const otherwise = allow("else", { on: { action: "*" } });
const asking = (
  id: string,
  effect: readonly ("write" | "message" | "share" | "money" | "destroy" | "credential" | "execute")[],
) => policy({ id, rules: [otherwise, ask("these", { on: { effect }, require: people })] });

/** From nothing to the defaults. `ask-every-write` asks for whatever is no read. */
export const POLICIES: Readonly<Record<string, Policy>> = {
  "allow-all": policy({ id: "allow-all", rules: [otherwise] }),
  "static effects": asking("static-effects", ["money", "destroy", "credential", "share"]),
  "ask-every-write": asking("ask-every-write", [
    "write",
    "message",
    "share",
    "money",
    "destroy",
    "credential",
    "execute",
  ]),
  "sensibleDefaults()": sensibleDefaults(people),
};

export interface Share {
  readonly of: number;
  readonly count: number;
}
export interface Counts {
  readonly attacks: Share;
  readonly calls: Share;
  readonly tasks: Share;
}

/**
 * How a policy fares on a suite. An attack is an injection in a user's task: its calls are judged against that user's request,
 * in a session that has read something untrusted, for that is how the injection came in; one call that is asked or denied
 * stops it. The user's own calls are judged in their order, tainted from the first tool on whose label says so.
 */
export async function countsOf(suite: Suite, by: Policy): Promise<Counts> {
  const judge = judgeOf(suite, by);
  const acting = suite.tasks.filter(({ calls }) => calls.length > 0);
  const [users, injections] = [
    suite.tasks.filter(({ kind }) => kind === "user"),
    acting.filter(({ kind }) => kind === "injection"),
  ];
  const tainted = suite.tools.some(({ returns_untrusted }) => returns_untrusted);
  const pairs = users.flatMap((user) => injections.map((injection) => ({ user, injection })));
  const attacks = await Promise.all(
    pairs.map(({ user, injection }) =>
      Promise.all(injection.calls.map((call) => judge(call, { request: user.text, tainted }))),
    ),
  );
  const benign = await Promise.all(users.map((user) => ownCalls(suite, user, judge)));
  return {
    attacks: shareOf(attacks.map((said) => said.some(isStopped))),
    calls: shareOf(benign.flat().map(isInterrupted)),
    tasks: shareOf(benign.map((said) => said.some(isInterrupted))),
  };
}

async function ownCalls(suite: Suite, user: Task, judge: ReturnType<typeof judgeOf>): Promise<readonly Said[]> {
  return Promise.all(
    user.calls.map((call, i) => {
      const tainted = user.calls.slice(0, i).some(({ tool }) => isUntrusted(suite, tool));
      return judge(call, { request: user.text, tainted });
    }),
  );
}

const isStopped = (said: Said): boolean => said === "ask" || said === "deny";
const isInterrupted = (said: Said): boolean => said !== "allow";
const shareOf = (all: readonly boolean[]): Share => ({ of: all.length, count: all.filter(Boolean).length });

export const sumOf = (all: readonly Counts[]): Counts => ({
  attacks: added(all.map(({ attacks }) => attacks)),
  calls: added(all.map(({ calls }) => calls)),
  tasks: added(all.map(({ tasks }) => tasks)),
});
const added = (all: readonly Share[]): Share => ({
  of: all.reduce((sum, { of }) => sum + of, 0),
  count: all.reduce((sum, { count }) => sum + count, 0),
});
