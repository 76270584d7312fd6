import { type Combined, combine, mostPeople } from "../approval/combine.js";
import { everybody } from "../approval/eligible.js";
import { type Pools, poolsOf, satisfiable } from "../approval/satisfiable.js";
import { canonical, type Json } from "../canonical.js";
import type { Directory } from "../people/directory.js";
import type { Person, Selector } from "../people/person.js";
import type { Check } from "../policy/analysis/analyse.js";
import { type Draft, literalsOf } from "../policy/analysis/draft.js";
import { concernedBy, type Examined } from "../policy/analysis/examined.js";
import { finding, type Severity } from "../policy/analysis/finding.js";
import type { Matter } from "../policy/analysis/matter.js";
import { some } from "../policy/analysis/words.js";
import type { Requirement } from "../policy/requirement.js";

interface Fault {
  readonly severity: Severity;
  readonly message: string;
}

/**
 * Requirements that nobody can meet, or nobody where one of those people asks themselves. Without a directory, people whom
 * a rule names are one each, and every group, role and list of who is on call is taken to have people enough.
 */
export function unmeetable(directory: Directory | undefined): Check {
  const known = new Map<string, Promise<readonly Fault[]>>();
  return async ({ rules, actions }) => {
    const drafts: Draft[] = [];
    for (const rule of rules)
      for (const { at, require } of requirementsOf(rule)) {
        const name = canonical(require as unknown as Json);
        const faults = known.get(name) ?? faultsIn(combine([require]), directory);
        known.set(name, faults);
        drafts.push(...(await faults).map((fault) => draft(rule, at, fault, actions)));
      }
    return drafts;
  };
}

function requirementsOf({ rule: { require, guardrail } }: Examined): readonly { at: string; require: Requirement }[] {
  const otherwise = guardrail?.otherwise;
  return [
    ...(require ? [{ at: "require", require }] : []),
    ...(typeof otherwise === "object" ? [{ at: "guardrail.otherwise.ask", require: otherwise.ask }] : []),
  ];
}

async function faultsIn(requirement: Combined, directory: Directory | undefined): Promise<readonly Fault[]> {
  const pools = directory ? await poolsOf(requirement, directory) : assumed(requirement);
  if (pools === "unknown") return [{ severity: "warning", message: "the directory cannot say who may decide" }];
  const { missing } = satisfiable(requirement, pools, new Set());
  if (missing.length > 0) return [{ severity: "error", message: `nobody can meet it: it lacks ${some(missing)}` }];
  const needed = directory ? neededFor(requirement, pools) : [];
  if (needed.length === 0) return [];
  const whose = needed.length > 1 ? "of one of them" : "of their own";
  const message = `it can be met only with ${some(needed)}: nobody can approve a call ${whose}`;
  return [{ severity: "warning", message }];
}

const MOST_TRIED = 200;

/** Without whom it cannot be met. */
function neededFor(requirement: Combined, pools: Pools): readonly string[] {
  const ids = new Set(everybody(requirement).flatMap((selector) => [...pools(selector).keys()]));
  if (ids.size > MOST_TRIED) return [];
  return [...ids].filter((id) => satisfiable(requirement, pools, new Set([id])).missing.length > 0);
}

function assumed(requirement: Combined): Pools {
  const enough = mostPeople(requirement.needs) + Math.max(...requirement.vetoes.map(({ deny }) => deny));
  const pools = new Map(everybody(requirement).map((one) => [canonical(one), poolOf(one, enough)]));
  return (selector) => pools.get(canonical(selector)) ?? new Map();
}

function poolOf(selector: Selector, enough: number): ReadonlyMap<string, Person> {
  const ids =
    "person" in selector ? [selector.person] : Array.from({ length: enough }, (_, i) => `${canonical(selector)} ${i}`);
  return new Map(ids.map((id) => [id, { id, kind: "human", active: true, identities: [], groups: [], roles: [] }]));
}

function draft(rule: Examined, at: string, fault: Fault, actions: Matter["actions"]): Draft {
  const { policy, path, label } = rule;
  const concerned = actions && at === "require" ? concernedBy(rule.rule, actions) : [];
  return {
    finding: finding("unmeetable", { policy, path: `${path}.${at}`, rules: [label], ...fault }),
    ...(concerned.length > 0 && {
      example: {
        actions: concerned,
        ways: literalsOf(rule),
        shows: ({ judged }) => judged.verdict === "ask" && judged.rules.includes(label),
        without: "say so",
      },
    }),
  };
}
