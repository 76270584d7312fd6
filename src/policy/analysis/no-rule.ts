import { concerns } from "../match.js";
import type { Draft } from "./draft.js";
import type { Examined } from "./examined.js";
import { finding } from "./finding.js";
import type { Matter } from "./matter.js";

/** Actions that are denied because no rule says anything about them. */
export function noRule({ rules, actions = [] }: Matter, policy: string): readonly Draft[] {
  const speaking = rules.filter(({ rule, force }) => rule.verdict !== undefined && force === "enforced");
  return actions
    .filter((action) => !speaking.some((rule) => isAbout(rule, action)))
    .map((action) => {
      const message = `no rule allows, denies or asks about ${action.name}: every call of it is denied`;
      return {
        finding: finding("no-rule", { policy, path: "rules", rules: [], message }),
        example: {
          actions: [action],
          ways: [[]],
          shows: ({ judged }) => judged.verdict === "deny" && judged.rules.length === 0,
          without: "say so",
        },
      };
    });
}

type Action = NonNullable<Matter["actions"]>[number];

/** Of datasets those count that the action is said to touch, not those that a context may add. */
function isAbout({ rule: { on } }: Examined, { name, effect, datasets }: Action): boolean {
  if (!("dataset" in on)) return concerns(on, name, effect);
  return typeof datasets === "function" || datasets.includes(on.dataset);
}
