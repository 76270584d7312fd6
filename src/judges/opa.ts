import { misuse } from "../errors.js";
import type { Requirement } from "../policy/requirement.js";
import type { Judge } from "../policy/verdict.js";
import { addressOf } from "./opa/address.js";
import { askOpa } from "./opa/ask.js";
import { verdictOf } from "./opa/decision.js";
import { checkNames, requirementsOf } from "./options.js";

export interface OpaOptions {
  /** The rule that decides, in OPA's Data API: `https://opa.example/v1/data/countersign/decision`. Plain http on this machine only. */
  readonly url: string;
  /** The requirements that a decision may ask for, by name. */
  readonly require: Readonly<Record<string, Requirement>>;
  /** Milliseconds for a decision, 1 to 10,000; default 2,000. */
  readonly timeout?: number;
}

const TIMEOUT_MS = 2000;
const LONGEST_MS = 10_000;

/**
 * Lets Open Policy Agent judge calls too. The rule's input is `{ action, effect, args, context, id, digest }`, secret
 * arguments as marks; its value is `true` (allow), `false` (deny) or
 *
 * ```json
 * { "verdict": "allow" | "deny" | "ask" | "none", "rules": ["large"], "require": "finance", "reason": "over 500" }
 * ```
 *
 * where `require` is of an ask only and names one of the requirements here; `rules` and `reason` may be left out, and the
 * reason is not used: OPA's decision log has it. Rules are named `opa/large` in the log; without `rules`, by the path.
 *
 * It throws, so that the call is refused with code `unavailable`, for every other answer: an undefined decision (no
 * package, no rule, no `default`), an unknown verdict, key or requirement, an error of OPA, a redirect, no answer in
 * time. Errors in built-in functions of Rego are errors of OPA here (`strict-builtin-errors`), unless the url says
 * otherwise; an attribute that is missing is not, so write rules that permit, or `default` ones that deny.
 * @throws code `input` for options that cannot work.
 */
export function opaJudge(options: OpaOptions): Judge {
  checkNames("opaJudge", options, ["url", "require", "timeout"]);
  const { href, rule } = addressOf(options.url);
  const require = requirementsOf("opaJudge.require", options.require);
  const { timeout = TIMEOUT_MS } = options;
  if (!Number.isInteger(timeout) || timeout < 1 || timeout > LONGEST_MS)
    throw misuse("opaJudge.timeout", `give whole milliseconds, 1 to ${LONGEST_MS}`);
  return {
    judge: async (call) => verdictOf(await askOpa(href, call, timeout), { rule, require }),
  };
}
