import { isDeepStrictEqual } from "node:util";
import type { RequestMessage } from "../../../src/index.js";

export interface Args {
  readonly to: string;
  readonly amount: number;
}
/** What a person said, and of what: the arguments as the card that they looked at showed them. */
interface Said {
  readonly who: string;
  readonly decision: "approve" | "deny" | "modify";
  readonly requestId: string;
  readonly shown: Args;
  /** Of a modification: what they made of it. */
  readonly made?: Args;
}
/** Who must agree. */
export interface Rule {
  readonly approve: number;
  readonly people: readonly string[];
}

export const argsOf = ({ view }: Pick<RequestMessage, "view">): Args =>
  Object.fromEntries(
    view.fields.filter(({ text }) => text !== "(removed)").map(({ path, text }) => [path, JSON.parse(text)]),
  ) as unknown as Args;

/** What really happened, told by people and bodies and not by any record; and what must not have. */
export function truthOf(rule: Rule, again: "once" | "idempotent", log: "whole" | "parts") {
  const said: Said[] = [];
  const runs: { readonly args: Args; readonly requestId: string | undefined }[] = [];
  const broken: string[] = [];
  const results = new Set<unknown>();

  /** The requests on which enough people agreed to exactly these arguments, as they saw them. */
  const agreed = (args: Args): readonly string[] => {
    const ids = new Set(said.map(({ requestId }) => requestId));
    return [...ids].filter((id) => {
      const of = said.filter(({ requestId }) => requestId === id);
      const authors = of.filter(({ decision }) => decision === "modify").map(({ who }) => who);
      const yes = of.filter(({ decision, shown }) => decision === "approve" && isDeepStrictEqual(shown, args));
      const people = new Set(
        yes.map(({ who }) => who).filter((who) => rule.people.includes(who) && !authors.includes(who)),
      );
      return people.size >= rule.approve;
    });
  };
  const isDenied = (id: string) => said.some(({ requestId, decision }) => requestId === id && decision === "deny");

  return {
    broken,
    runs: runs as readonly (typeof runs)[number][],
    said: (one: Said) => void said.push(one),
    /** The body starts. */
    started(args: Args): string {
      const able = agreed(args).filter((id) => log === "parts" || !isDenied(id));
      const fresh = able.find((id) => !runs.some(({ requestId }) => requestId === id));
      const id = fresh ?? (again === "idempotent" ? able[0] : undefined);
      if (able.length === 0) broken.push(`nobody agreed to ${JSON.stringify(args)}`);
      else if (id === undefined) broken.push(`twice: ${JSON.stringify(args)}`);
      runs.push({ args, requestId: id });
      const result = `result ${runs.length} of ${args.to}`;
      results.add(result);
      return result;
    },
    /** What a caller was told. */
    told(
      to: string,
      done: { ok: true; value: unknown } | { ok: false; error: { executed: string; requestId?: string } },
    ) {
      if (done.ok && !(results.has(done.value) && String(done.value).endsWith(` of ${to}`)))
        broken.push(`a result that no body gave: ${JSON.stringify(done.value)}`);
      if (done.ok || done.error.executed !== "no") return;
      const { requestId } = done.error;
      if (requestId !== undefined && runs.some((run) => run.requestId === requestId))
        broken.push(`"not executed" of what was: ${JSON.stringify(done.error)}`);
    },
  };
}
export type Truth = ReturnType<typeof truthOf>;
