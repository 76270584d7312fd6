import { attentionIn, lapsed, type Next, requirementOf } from "../../../src/approval/lifecycle.js";
import { type Asked, FRESH, type Request } from "../../../src/approval/request.js";
import type { Requirement, Selector } from "../../../src/index.js";
import { lawsFor } from "../laws.js";
import { changingPeople, isIn } from "../people.js";
import type { Setup } from "../setup.js";
import { type Attempt, watchOver } from "../watch.js";

/** What policy asks besides when it has become stricter. */
export const MORE: Requirement = { approvers: { group: "finance" }, within: "50s" };

/** One record and its surroundings, without store, log, seals and processes. */
export interface Bare {
  readonly groups: Setup["groups"];
  readonly people: ReturnType<typeof changingPeople>;
  readonly watch: ReturnType<typeof watchOver>;
  request: Request;
  now: number;
  policy: "as ever" | "stricter" | "denies";
}

export function bareOf(setup: Setup): Bare {
  const { groups } = setup;
  const watch = watchOver(lawsFor(groups));
  const request = firstOf(setup);
  watch.opened(request);
  return { groups, people: changingPeople({ ...groups, owner: [] }), watch, request, now: 0, policy: "as ever" };
}

/** The first revision, as far as the transitions look at it. */
function firstOf({ rules, idempotent, user }: Setup): Request {
  const excluded = [...new Set(["owner", user])];
  const call = { callDigest: "c1", digest: "d1", origin: "c1", args: {} };
  const first = { revision: 1, askedAt: 0, authors: [] };
  const asked = { ...call, ...first, idempotent, excluded, requirements: rules } as unknown as Asked;
  const due = attentionIn(requirementOf(asked));
  return {
    id: "r",
    tenant: "t",
    key: "k",
    version: 1,
    state: "pending",
    due,
    tags: [],
    asked,
    progress: FRESH,
  };
}

export function write(bare: Bare, { state, due, progress, asked = bare.request.asked }: Next, by: Attempt): void {
  const before = bare.request;
  bare.request = { ...before, state, due, progress, asked, version: before.version + 1 };
  bare.watch.stepped(before, bare.request, bare.now, by);
}

/** As every reading does, this applies the time first. */
export function read(bare: Bare, by: Attempt): Request {
  const lapse = lapsed(bare.request, bare.now);
  if (lapse) write(bare, lapse, { ...by, kind: "time" });
  return bare.request;
}

/** Whether somebody is among those whom a selector names, by the groups. */
export const rightOf =
  ({ groups }: Bare, who: string) =>
  (selector: Selector): "own" | "none" =>
    isIn(groups, who, selector) ? "own" : "none";
