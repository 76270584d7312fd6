import { misuse } from "../errors.js";
import type { Requirement } from "../policy/requirement.js";
import type { Judge } from "../policy/verdict.js";
import { loadCedar } from "./cedar/engine.js";
import { policiesOf } from "./cedar/policies.js";
import { requestOf } from "./cedar/request.js";
import { type Sets, setsOf } from "./cedar/sets.js";
import { verdictOf } from "./cedar/verdict.js";
import { checkNames, requirementsOf } from "./options.js";

export interface CedarOptions {
  /** Policies in Cedar's own syntax. */
  readonly policies: string;
  /** A schema, in Cedar's syntax or as JSON: policies must be valid by it, and calls must fit it. */
  readonly schema?: string;
  /** The requirements that `@ask("name")` may name. */
  readonly ask?: Readonly<Record<string, Requirement>>;
}

/**
 * Lets Cedar judge calls too. Needs the package `@cedar-policy/cedar-wasm`, loaded at the first call.
 *
 * ```cedar
 * @id("small") permit (principal, action == Action::"refund.issue", resource) when { context.input.amount <= 500 };
 * @id("large") @ask("finance") permit (principal, action == Action::"refund.issue", resource);
 * @id("tainted") forbid (principal is Agent, action, resource) when { context.call.tainted };
 * ```
 *
 * - principal: `User::"issuer|subject"`, where there is no user `Agent::"issuer|subject"` (in the issuer `%` is `%25` and
 *   `|` is `%7C`); action: `Action::"name"`; resource: `Tenant::"name"`, `Tenant::"default"` unless the config says. None
 *   has attributes or groups.
 * - `context.input`: the arguments, secret ones as marks. Lists are sets. A null member is left out; a number that is not
 *   whole is a `decimal` (at most 4 decimals). What Cedar cannot say (null in a list, more decimals) refuses the call.
 * - `context.call`: `effect` and `tenant`; where they are known `environment`, `tainted`, `model`, `session`, `run`,
 *   `toolCall`, `request`, `trace` and `facts`, the set of `datasets`, and as entities `agent`, `owner` and the set of
 *   `delegators` (`User`).
 *
 * A forbid that holds denies. Else a permit allows, and asks where one that holds has `@ask`: of several names, all
 * must agree. Where no permit holds the verdict is deny (`cedar/default-deny`), and none only where no policy's scope has
 * the action. A policy that fails on a call (an attribute that is missing, of another type) is skipped by Cedar and
 * denies here, so test with `has`. Rules are named `cedar/<id>`, by `@id` or else `policy0`, `policy1` in their order.
 *
 * Policies or a schema that do not hold refuse every call with code `unavailable`; its cause says what is wrong. Refused
 * too: templates, types of entities and groups that no call has, an `@ask` of a forbid or of an unknown name.
 * @throws code `input` for options that cannot work.
 */
export function cedarJudge(options: CedarOptions): Judge {
  checkNames("cedarJudge", options, ["policies", "schema", "ask"]);
  const { policies, schema } = options;
  if (typeof policies !== "string" || policies.trim() === "")
    throw misuse("cedarJudge.policies", "give the policies as a text: without one nothing is permitted");
  if (schema !== undefined && (typeof schema !== "string" || schema.trim() === ""))
    throw misuse("cedarJudge.schema", "must be a text, or left out");
  const ask = requirementsOf("cedarJudge.ask", options.ask ?? {});
  let loaded: Promise<Sets> | undefined;
  const load = async () => {
    const cedar = await loadCedar();
    return setsOf(cedar, policiesOf(cedar, { policies, schema, ask }));
  };
  return {
    async judge(call) {
      loaded ??= load();
      const sets = await loaded;
      const request = requestOf(call);
      const set = sets.concerned(request);
      if (set.policies.length === 0) return { verdict: "none" };
      return verdictOf(sets.decide(set, request), set.policies, ask);
    },
  };
}
