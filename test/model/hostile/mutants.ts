import type { Edit } from "../mutate.js";

/** A check of what the store says that is taken out, and who must notice. */
export interface Mutant {
  readonly without: string;
  readonly edits: readonly Edit[];
  /** The law, played in one process or in two; else the attacks in this file in `test/`. */
  readonly by: { readonly law: "one" | "two" } | { readonly attack: string };
}

const GENUINE = "approval/genuine.ts";
const WRONG = "approval/wrong.ts";
const KNOWN = "approval/known.ts";
const CLAIM = "execution/claim.ts";
const GRANTED = "execution/granted.ts";
const GRANT = "execution/grant.ts";

const one = { law: "one" } as const;
const two = { law: "two" } as const;
const attack = (name: string) => ({ attack: `attacks/${name}.test.ts` });

const SEALS = {
  asked: {
    file: GENUINE,
    from: `seals.holds(askedStatement(request, asked), asked.seal, [asked.revision === 1 ? "guard" : "desk"])`,
    to: "Promise.resolve(true)",
  },
  start: {
    file: GENUINE,
    from: `await seals.holds(startStatement(request), progress.started, ["guard"])`,
    to: "true",
  },
  end: { file: GENUINE, from: "seals.holds(end, progress.ended, by)", to: "true" },
  review: {
    file: GENUINE,
    from: `seals.holds(reviewStatement(payload), sealed, ["desk"])`,
    to: "Promise.resolve(true)",
  },
} as const;
const CHAIN = {
  file: GENUINE,
  from: "const chained = reviews.every(({ payload }, i) => payload.prev === before[i]);",
  to: "const chained = before.length > 0;",
};
const HISTORY = { file: GENUINE, from: "!isHistory(request)", to: "false" };
const OLDER = {
  file: WRONG,
  from: `  if (isOlder(request, past, proofs.ended ? "ended" : "open")) return "rolled_back";\n`,
  to: "",
};
const RESTART = {
  file: CLAIM,
  from: "if (refused || !call.definition.idempotent)",
  to: "if (refused === null)",
};
const NEW = { file: CLAIM, from: "    mustBeNew(request, runKey, records);\n", to: "" };
const IS_OVER = { file: GRANTED, from: "isOver(grant, keys, parts.records) || ", to: "" };
const TAKEN_BACK = { file: GRANTED, from: " || (await isTakenBack(grant, parts))", to: "" };

/** What a record is held against where it is read. */
const RECORDS: readonly Mutant[] = [
  { without: "the seal of what was asked", edits: [SEALS.asked], by: two },
  { without: "the seal of an end", edits: [SEALS.end], by: one },
  { without: "the seal of a review", edits: [SEALS.review], by: one },
  {
    without: "members that no seal covers",
    edits: [{ file: WRONG, from: "hasOnlySealed(request, proofs) && ", to: "" }],
    by: two,
  },
  {
    without: "the state that follows",
    edits: [{ file: WRONG, from: " && isState(request, proofs, now) ?", to: " ?" }],
    by: one,
  },
  { without: "what the log knows", edits: [OLDER], by: two },
  {
    without: "the end of an approval",
    edits: [{ file: WRONG, from: `  if (state === "approved") return { ...request, due: useBy(request) };\n`, to: "" }],
    by: one,
  },
  {
    without: "what was asked before",
    edits: [{ file: KNOWN, from: "!same(before.asked as unknown as Json, said.asked)", to: "false" }],
    by: two,
  },
  {
    without: "what happened before",
    edits: [
      {
        file: KNOWN,
        from: "!isAt(before, said) || !same(before.progress as unknown as Json, said.progress)",
        to: "!isAt(before, said)",
      },
    ],
    by: one,
  },
  {
    without: "the state before",
    edits: [{ file: KNOWN, from: " && known.state === state", to: "" }],
    by: attack("store-forged-result"),
  },
  { without: "authors of earlier revisions", edits: [HISTORY], by: two },
];

/** What a right to run is held against, once more, before it is spent. */
const RIGHTS: readonly Mutant[] = [
  {
    without: "who wrote it under another account",
    edits: [{ file: CLAIM, from: "...request.asked.excluded, ...authors]", to: "...request.asked.excluded]" }],
    by: one,
  },
  {
    without: "whether who approved still may",
    edits: [{ file: CLAIM, from: "tally(requirement, also, reviewers.dropped)", to: "tally(requirement, also)" }],
    by: one,
  },
  {
    without: "what was required before it was modified",
    edits: [
      {
        file: CLAIM,
        from: "[...requirementsOf(request.asked), ...judged.requirements]",
        to: "[...judged.requirements]",
      },
    ],
    by: one,
  },
  { without: "the end of a grant in the log", edits: [IS_OVER], by: one },
  { without: "whether an approval was taken back", edits: [TAKEN_BACK], by: two },
  {
    without: "who gave a grant",
    edits: [{ file: GRANTED, from: " || !(await isGiven(grant, parts))", to: "" }],
    by: one,
  },
  {
    without: "the end of a grant as people said it",
    edits: [{ file: GRANT, from: "Math.min(due, until)", to: "due" }],
    by: one,
  },
  {
    without: "how often each meant a grant to answer",
    edits: [{ file: GRANT, from: "return meant && tally", to: "return tally" }],
    by: one,
  },
  {
    without: "whether who gave a grant still may",
    edits: [{ file: GRANT, from: `tally(had, knowing, dropped).state === "approved"`, to: "had !== undefined" }],
    by: one,
  },
  {
    without: "who wrote what a grant is for",
    edits: [{ file: GRANTED, from: "...asked.excluded, ...authors]", to: "...asked.excluded]" }],
    by: one,
  },
  { without: "starts in the log, of a key that was answered before", edits: [NEW], by: two },
];

/** Each of these stands behind others: behind the seal of a start, or behind what the log knows. */
// No schedule was found that shows the chain of reviews by itself.
const LAYERS: readonly Mutant[] = [
  { without: "the seal of a start", edits: [SEALS.start], by: two },
  { without: "what a restart passes", edits: [RESTART], by: one },
  { without: "the seal of a start, and what a restart passes", edits: [SEALS.start, RESTART], by: one },
  { without: "the chain of reviews, and what the log knows", edits: [CHAIN, OLDER], by: attack("store-any-field") },
];

export const MUTANTS: readonly Mutant[] = [...RECORDS, ...RIGHTS, ...LAYERS];
