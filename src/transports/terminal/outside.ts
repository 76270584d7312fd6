import { visible } from "../../action/hidden.js";
import type { RequestMessage } from "../../approval/request-message.js";
import type { Person } from "../../people/person.js";
import { limitsOf } from "../../policy/limits.js";
import { indented, more, type Sheet } from "./sheet.js";
import { prose } from "./text.js";

const LABEL = 12;
const MOST = 6;

/** What is known of a request but not decided on: why people are asked, who agreed, and the agent's own words. */
export function outside({ view, by, why, url, remember }: RequestMessage, sheet: Sheet): string[] {
  const { because, stillNeeded, model, agentSays, fields } = view;
  const facts: Record<string, readonly string[]> = {
    "why you": [why, ...because],
    needed: stillNeeded,
    agreed: by.length > 0 ? [by.map(nameOf).join(", ")] : [],
    model: model === undefined ? [] : [`${model} (reported, not part of what you approve)`],
    "later calls": remember ? [`may run unasked if you say so: ${limitsOf(remember)}`] : [],
    "full review": url === undefined ? [] : [url],
  };
  const critical = fields.some((field) => field.critical) ? "* critical. " : "";
  return [
    ...indented(`${critical}Your decision covers this box and nothing outside it.`, sheet.width),
    "",
    ...Object.entries(facts).flatMap(([label, texts]) => labelled(label, texts, sheet)),
    ...agentsWords(agentSays, sheet),
  ];
}

export const nameOf = ({ name, id }: Person): string => name ?? id;

const labelled = (label: string, texts: readonly string[], sheet: Sheet): string[] =>
  shortened(texts.map(visible), sheet, LABEL + 2).map(
    (line, at) => `  ${(at === 0 ? label : "").padEnd(LABEL)}${line}`,
  );

/** Their first lines, beside a margin. What is cut here is nothing that a decision covers. */
function shortened(texts: readonly string[], { width, detail }: Sheet, margin: number): string[] {
  const lines = texts.flatMap((text) => [...prose(text, width - margin)]);
  const rest = detail === "whole" ? 0 : lines.length - MOST;
  return rest > 0 ? [...lines.slice(0, MOST), ...prose(more(rest, "lines"), width - margin)] : lines;
}

/** Quarantined: every line of it carries a bar, so none can pass for the card's. */
function agentsWords(says: string | undefined, sheet: Sheet): string[] {
  if (says === undefined || says === "") return [];
  const paragraphs = says.split(/\r\n|\r|\n/).map((line) => visible(line.replaceAll("\t", " ")));
  return [
    "",
    ...indented("the agent wrote (not checked, not part of what you approve):", sheet.width),
    ...shortened(paragraphs, sheet, 4).map((line) => sheet.paint("quiet", `  | ${line}`)),
  ];
}
