import type { Json, Modal } from "./workspace.js";

/** What a person enters: by `block_id`, a text, or the values of the options that are ticked. */
export type Entered = Readonly<Record<string, string | readonly string[]>>;

const listOf = (given: string | readonly string[] | undefined): readonly string[] | undefined =>
  typeof given === "string" ? [given] : given;

/** The options with these values, as Slack sends them. */
function options(element: Json, given: readonly string[] | undefined, first: readonly unknown[]): readonly unknown[] {
  if (!given) return first;
  const all = element["options"] as readonly Json[];
  return given.map((value) => {
    const found = all.find((one) => one["value"] === value);
    if (!found) throw new Error(`No option has the value ${value}.`);
    return found;
  });
}

function state(element: Json, given: string | readonly string[] | undefined): Json {
  const type = String(element["type"]);
  const first = element["initial_option"];
  switch (type) {
    case "checkboxes":
    case "multi_static_select":
      return { type, selected_options: options(element, listOf(given), (element["initial_options"] as []) ?? []) };
    case "radio_buttons":
    case "static_select":
      return { type, selected_option: options(element, listOf(given), first ? [first] : [])[0] ?? null };
    case "datepicker":
      return { type, selected_date: given ?? element["initial_date"] ?? null };
    default:
      return { type, value: (given === "" ? null : given) ?? element["initial_value"] ?? null };
  }
}

const isEmpty = ({ value, selected_options, selected_option, selected_date }: Json) =>
  [value, selected_option, selected_date, (selected_options as readonly unknown[] | undefined)?.[0]].every(
    (one) => one === undefined || one === null,
  );

/** Slack's own client holds back what a required input or a length forbids, so the app never hears of it. */
function mayBeSent(block: Json, element: Json, entered: Json): void {
  const id = String(block["block_id"]);
  if (block["optional"] !== true && isEmpty(entered)) throw new Error(`Slack would not send this: ${id} is required.`);
  const { min_length: least = 0, max_length: most = 3000 } = element;
  const length = typeof entered["value"] === "string" ? entered["value"].length : undefined;
  if (length !== undefined && (length < Number(least) || length > Number(most)))
    throw new Error(`Slack would not send this: ${id} must have ${String(least)} to ${String(most)} characters.`);
}

/** `view.state.values` of a modal that is filled in so. */
export function valuesOf({ view }: Modal, entered: Entered): Json {
  const inputs = (view["blocks"] as readonly Json[]).filter(({ type }) => type === "input");
  const unknown = Object.keys(entered).find((id) => !inputs.some(({ block_id }) => block_id === id));
  if (unknown !== undefined) throw new Error(`The modal has no input ${unknown}.`);
  return Object.fromEntries(
    inputs.map((block) => {
      const element = block["element"] as Json;
      const value = state(element, entered[String(block["block_id"])]);
      mayBeSent(block, element, value);
      return [block["block_id"], { [String(element["action_id"])]: value }];
    }),
  );
}
