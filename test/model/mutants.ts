import type { Focus } from "./commands.js";
import type { Edit } from "./mutate.js";
import { NAMES } from "./reach.js";

/** A rule of approval that is broken, and the property that must notice. */
export interface Mutant {
  readonly breaks: string;
  readonly edits: readonly Edit[];
  readonly file: string;
  readonly killer: string;
  /** What the failed assertion says. */
  readonly says?: string;
}

const one = (breaks: string, file: string, from: string, to: string) => ({ breaks, edits: [{ file, from, to }] });
const byProperty = { file: "../approval/properties.test.ts" };
const byLaw = (focus: Focus, says: string) => ({ file: `./memory-${focus}.test.ts`, killer: NAMES[focus], says });
const byRule = (killer: string) => ({ file: "./properties.test.ts", killer });
const OLD = "review.revision !== asked.revision || review.digest !== asked.digest";

export const MUTANTS: readonly Mutant[] = [
  {
    ...one("needs add up over rules", "approval/combine.ts", "left.indexOf(need.name)", "-1"),
    ...byProperty,
    killer: "combining is order-free, idempotent and associative",
  },
  {
    ...one("needs are a set", "approval/slots.ts", "Array.from({ length: approve }", "Array.from({ length: 1 }"),
    ...byProperty,
    killer:
      "one parallel rule is met exactly when different people can be found for all of its stages, by trying them all",
  },
  {
    ...one(
      "a person fills two slots",
      "approval/matching.ts",
      "takes.map((_, seat) => seated.get(seat))",
      "takes.map((who, seat) => seated.get(seat) ?? who[0])",
    ),
    ...byProperty,
    killer: "nobody fills two slots, and everybody fills one that they may",
  },
  {
    ...one("a deny does not come first", "approval/tally.ts", ".length >= deny)", ".length > 99)"),
    ...byRule("enough denies deny, whatever else was said"),
  },
  {
    ...one(
      "a deny is ignored once it is approved",
      "desk/refusal.ts",
      `request.state === "pending" || (request.state === "approved" && review.decision === "deny")`,
      `request.state === "pending"`,
    ),
    ...byLaw("denies", "a deny is heard until the claim"),
  },
  {
    ...one(
      "only the last author is known",
      "approval/lifecycle.ts",
      "[...request.progress.modifications, modification]",
      "[modification]",
    ),
    ...byLaw("modifications", "an author is an author for ever"),
  },
  {
    ...one("an old revision is accepted", "desk/refusal.ts", OLD, "false"),
    ...byLaw("modifications", "what is recorded was said by that person about this revision"),
  },
  {
    ...one(
      "a modification keeps the reviews",
      "approval/lifecycle.ts",
      "approves ? [modification] : [];",
      "approves ? [modification] : request.progress.reviews;",
    ),
    ...byLaw("modifications", "a revision never loosens"),
  },
  {
    ...one(
      "a modification replaces the requirement",
      "desk/draft.ts",
      "distinct([...requirementsOf(request.asked), ...judged.requirements])",
      "judged.requirements",
    ),
    ...byLaw("modifications", "a revision never loosens"),
  },
  {
    ...one(
      "the claim does not count again",
      "execution/claim.ts",
      `if (counted.state === "approved") return undefined;`,
      "return undefined;",
    ),
    ...byLaw("claims", "at the claim, different people"),
  },
  {
    ...one(
      "the claim ignores what policy asks by now",
      "execution/claim.ts",
      "[...requirementsOf(request.asked), ...judged.requirements]",
      "requirementsOf(request.asked)",
    ),
    ...byLaw("claims", "at the claim, different people"),
  },
  {
    breaks: "only a sweeper would end an approval that is not used",
    edits: [
      {
        file: "approval/lifecycle.ts",
        from: `if (state === "approved" && now >= request.due) return`,
        to: `if (state === "approved" && now < 0) return`,
      },
      {
        file: "execution/claim.ts",
        from: "records.start(request, now, request.due)",
        to: "records.start(request, now)",
      },
    ],
    ...byLaw("claims", "an execution begins only from an approval in time"),
  },
  {
    ...one(
      "an unknown outcome is claimed again",
      "execution/spend.ts",
      `if (state === "approved") return claim(`,
      `if (state === "approved" || state === "unknown") return claim(`,
    ),
    ...byLaw("losses", "a final state never changes, and no edge leads back"),
  },
  {
    ...one(
      "reconciling leads back to approved",
      "desk/settle.ts",
      "records.end(request, rule.to, said(reason))",
      `records.end(request, rule.to === "failed" ? "approved" : rule.to, said(reason))`,
    ),
    ...byLaw("losses", "a final state never changes, and no edge leads back"),
  },
  {
    ...one("a denial by policy at the claim is ignored", "execution/claim.ts", `judged.verdict === "deny"`, "false"),
    ...byLaw("claims", "an execution begins only from an approval in time, and only if policy does not deny"),
  },
  {
    ...one(
      "a grant answers its issuer's own call",
      "execution/grant.ts",
      "tally(had, knowing, dropped)",
      "tally(had, knowing)",
    ),
    ...byRule("a grant answers only in time, for what it covers, and without the call's own people"),
  },
  {
    ...one("a grant's requirement is not compared", "execution/grant.ts", "if (!covers(", "if (false && !covers("),
    ...byRule("a grant answers only in time, for what it covers, and without the call's own people"),
  },
  {
    ...one(
      "later stages are always open",
      "approval/eligible.ts",
      "mine.filter(({ slot }) => met(slot.after, reviews))",
      "mine",
    ),
    ...byRule("a later stage of a sequence counts nobody before the earlier ones are met"),
  },
  {
    ...one("proof is ignored", "approval/eligible.ts", "LEVELS[proof] >= LEVELS[slot.proof]", "slot !== undefined"),
    ...byProperty,
    killer:
      "one parallel rule is met exactly when different people can be found for all of its stages, by trying them all",
  },
  {
    ...one("the call's own people are counted as able", "approval/satisfiable.ts", " && !excluded.has(id)", ""),
    ...byProperty,
    killer: "satisfiable is exactly what everybody's approvals can reach",
  },
];
