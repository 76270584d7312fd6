import type { KnownBlock } from "@slack/types";
import type { RequestMessage } from "../../approval/request-message.js";
import type { State } from "../../approval/state.js";
import { askedBy, factsOf, stillNeeded, titleOf, wordsOf } from "../chat/lines.js";
import type { Means } from "../chat/offer.js";
import { rowsOf, warningsOf } from "../chat/rows.js";
import { context, fields, header, lines, MOST, section } from "./blocks.js";
import { type Layout, layout } from "./layout.js";
import { cut } from "./text.js";

/** A message as Slack shows it, part by part, and whether all that a decision covers is in them. */
export interface Shown {
  readonly title: KnownBlock[];
  readonly facts: KnownBlock[];
  readonly people: KnownBlock[];
  /** What will run, what its marks mean, and what to look at twice. */
  readonly what: KnownBlock[];
  readonly shows: Means["shows"];
}

// Together they stay below the 13,000 characters above which Slack refuses a message, whatever each block may hold.
const LONGEST = { title: 600, fact: 200, people: 900, warnings: 1500 } as const;

export function shownOf(message: RequestMessage): Shown {
  const [title, facts, asked] = [titleOf(message), factsOf(message), askedBy(message.view)];
  const warnings = warningsOf(message).join("\n");
  const rows = layout(rowsOf(message), MOST.text);
  const fits = (text: string, most: number) => cut(text, most) === text;
  const all =
    fits(title, LONGEST.title) &&
    facts.every((fact) => fits(fact, LONGEST.fact)) &&
    fits(asked, LONGEST.people) &&
    fits(warnings, LONGEST.warnings) &&
    rows.shown === rows.of;
  return {
    title: [header(title), ...(fits(title, MOST.header) ? [] : [section(cut(title, LONGEST.title))])],
    facts: [context(facts.map((fact) => cut(fact, LONGEST.fact)))],
    people: [
      fields(["Asked by", cut(asked, LONGEST.people)], ["Who must agree", cut(stillNeeded(message), LONGEST.people)]),
    ],
    what: [
      lines(HEADINGS[message.state], rows.text),
      context([legendOf(message, rows), wordsOf(message)]),
      ...(warnings === "" ? [] : [section(cut(warnings, LONGEST.warnings))]),
    ],
    shows: all ? "all" : "part",
  };
}

const HEADINGS: Readonly<Record<State, string>> = {
  pending: "What will run",
  approved: "What will run",
  executing: "What is running",
  succeeded: "What ran",
  failed: "What ran",
  unknown: "What was started",
  denied: "What did not run",
  expired: "What did not run",
  cancelled: "What did not run",
};

function legendOf({ view }: RequestMessage, { shown, of }: Layout): string {
  const marks = view.fields.some(({ critical }) => critical) ? "* critical. " : "";
  if (shown < of) return `${marks}${shown} of ${of} lines shown.`;
  return `${marks}${view.fields.length === 0 ? "It has no arguments." : "All arguments shown."}`;
}
