import type { RequestMessage } from "../../approval/request-message.js";
import type { Person } from "../../people/person.js";
import type { Detail } from "./cut.js";
import type { Paint } from "./paint.js";
import { inert, prose } from "./text.js";

interface Sheet {
  readonly width: number;
  readonly paint: Paint;
  readonly detail: Detail;
}

const LABEL = 12;
const MOST = 6;

/** What is known of a request but not decided on: why people are asked, who agreed, and the agent's own words. */
export function outside(message: RequestMessage, sheet: Sheet): string[] {
  const { view, by, why, url } = message;
  const facts = [
    ...labelled("why you", [why, ...view.because], sheet),
    ...labelled("needed", view.stillNeeded, sheet),
    ...labelled("agreed", by.length > 0 ? [by.map(nameOf).join(", ")] : [], sheet),
    ...labelled(
      "model",
      view.model === undefined ? [] : [`${view.model} (reported, not part of what you approve)`],
      sheet,
    ),
    ...labelled("full review", url === undefined ? [] : [url], sheet),
  ];
  const critical = view.fields.some((field) => field.critical) ? "* critical. " : "";
  const covers = indented(`${critical}Your decision covers this box and nothing outside it.`, sheet.width);
  return [...covers, "", ...facts, ...agentsWords(view.agentSays, sheet)];
}

export const nameOf = ({ name, id }: Person): string => name ?? id;

const indented = (text: string, width: number): string[] => [...prose(text, width - 2)].map((line) => `  ${line}`);

function labelled(label: string, texts: readonly string[], { width, detail }: Sheet): string[] {
  const lines = texts.flatMap((text) => [...prose(inert(text), width - LABEL - 2)]);
  return shortened(lines, width - LABEL - 2, detail).map(
    (line, at) => `  ${(at === 0 ? label : "").padEnd(LABEL)}${line}`,
  );
}

const shortened = (lines: readonly string[], width: number, detail: Detail): readonly string[] =>
  detail === "whole" || lines.length <= MOST
    ? lines
    : [...lines.slice(0, MOST), ...prose(`… (${lines.length - MOST} more lines, v to view)`, width)];

/** Quarantined: every line of it carries a bar, so none can pass for the card's. */
function agentsWords(says: string | undefined, { width, paint, detail }: Sheet): string[] {
  if (says === undefined || says === "") return [];
  const paragraphs = says.split(/\r\n|\r|\n/).map((line) => inert(line.replaceAll("\t", " ")));
  const lines = paragraphs.flatMap((text) => [...prose(text, width - 4)]);
  return [
    "",
    ...indented("the agent wrote (not checked, not part of what you approve):", width),
    ...shortened(lines, width - 4, detail).map((line) => paint("quiet", `  | ${line}`)),
  ];
}
