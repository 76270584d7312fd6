import type { Edit } from "../mutate.js";

/** A check of what the store says that is taken out, and the tests of attacks that must notice. */
export interface Mutant {
  readonly without: string;
  readonly edits: readonly Edit[];
  /** In `test/`. */
  readonly file: string;
}

const without = (check: string, file: string, from: string, to: string) => ({
  without: check,
  edits: [{ file, from, to }],
});
const GENUINE = "approval/genuine.ts";
const START = `await seals.holds(startStatement(request), progress.started, ["guard"])`;
const OLDER = `  if (isOlder(request, past, proofs.ended ? "ended" : "open")) return "rolled_back";\n`;
const by = (name: string) => ({ file: `attacks/${name}.test.ts` });

export const MUTANTS: readonly Mutant[] = [
  {
    ...without(
      "the seal of what was asked",
      GENUINE,
      `seals.holds(askedStatement(request, asked), asked.seal, [asked.revision === 1 ? "guard" : "desk"])`,
      "Promise.resolve(true)",
    ),
    ...by("store-any-field"),
  },
  {
    ...without("the seal of an end", GENUINE, "seals.holds(end, progress.ended, by)", "true"),
    ...by("store-forged-result"),
  },
  {
    ...without(
      "the seal of a review",
      GENUINE,
      `seals.holds(reviewStatement(payload), sealed, ["desk"])`,
      "Promise.resolve(true)",
    ),
    ...by("store-forged-approval"),
  },
  {
    ...without("members that no seal covers", "approval/wrong.ts", "hasOnlySealed(request, proofs) && ", ""),
    ...by("store-injected-member"),
  },
  {
    ...without("the state that follows", "approval/wrong.ts", " && isState(request, proofs, now) ?", " ?"),
    ...by("store-forged-approval"),
  },
  {
    ...without(
      "what the log knows",
      "approval/wrong.ts",
      `  if (isOlder(request, past, proofs.ended ? "ended" : "open")) return "rolled_back";\n`,
      "",
    ),
    ...by("store-rollback"),
  },
  {
    ...without(
      "the end of an approval",
      "approval/wrong.ts",
      `  if (state === "approved") return { ...request, due: useBy(request) };\n`,
      "",
    ),
    ...by("store-any-field"),
  },
  {
    ...without(
      "what was asked before",
      "approval/known.ts",
      "!same(before.asked as unknown as Json, said.asked)",
      "false",
    ),
    ...by("store-any-field"),
  },
  {
    ...without(
      "what happened before",
      "approval/known.ts",
      "!isAt(before, said) || !same(before.progress as unknown as Json, said.progress)",
      "!isAt(before, said)",
    ),
    ...by("store-forged-approval"),
  },
  {
    ...without("the state before", "approval/known.ts", " && known.state === state", ""),
    ...by("store-forged-result"),
  },
  {
    ...without("the end of a grant in the log", "execution/granted.ts", "isOver(grant, keys, parts.records) || ", ""),
    ...by("store-rollback"),
  },
  {
    ...without(
      "whether an approval was taken back",
      "execution/granted.ts",
      " || (await isTakenBack(grant, parts))",
      "",
    ),
    ...by("grant-outlives"),
  },
  // These stand behind each other, and are taken out together.
  {
    without: "the seal of a start, and what a restart passes",
    edits: [
      { file: GENUINE, from: START, to: "true" },
      {
        file: "execution/claim.ts",
        from: "if (refused || !call.definition.idempotent)",
        to: "if (refused === null)",
      },
    ],
    ...by("store-forged-start"),
  },
  {
    without: "the chain of reviews, and what the log knows",
    edits: [
      {
        file: GENUINE,
        from: "const chained = reviews.every(({ payload }, i) => payload.prev === before[i]);",
        to: "const chained = before.length > 0;",
      },
      { file: "approval/wrong.ts", from: OLDER, to: "" },
    ],
    ...by("store-any-field"),
  },
];
