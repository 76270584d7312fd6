/** An Adaptive Card as JSON, or one of its elements. */
export type Card = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Card =>
  typeof value === "object" && value !== null && !Array.isArray(value);
export const isCard = (value: unknown): value is Card => isObject(value) && value["type"] === "AdaptiveCard";
const list = (value: unknown): readonly Card[] => (Array.isArray(value) ? value.filter(isObject) : []);
const text = (value: unknown): string => (typeof value === "string" ? value : "");

const INSIDE = ["body", "items", "columns"] as const;
const elements = (card: Card): readonly Card[] =>
  INSIDE.flatMap((key) => list(card[key])).flatMap((element) => [element, ...elements(element)]);
const actions = (card: Card): readonly Card[] =>
  [card, ...elements(card)].flatMap((one) =>
    [...list(one["actions"]), one["selectAction"], one["inlineAction"]].filter(isObject),
  );
const inputs = (card: Card): readonly Card[] => elements(card).filter((one) => text(one["type"]).startsWith("Input."));

/** An action of a card, with the inputs that go with it: those of its own card and of the cards around it. */
export interface Pressable {
  readonly action: Card;
  readonly inputs: readonly Card[];
}

function pressables(card: Card, around: readonly Card[] = []): readonly Pressable[] {
  const all = [...around, ...inputs(card)];
  return actions(card).flatMap((action) =>
    action["type"] === "Action.ShowCard" && isObject(action["card"])
      ? pressables(action["card"], all)
      : [{ action, inputs: action["associatedInputs"] === "none" ? [] : all }],
  );
}

/** The `Action.Execute` of a verb, at the top of a card or inside a card that it shows. */
export const executes = (card: Card, verb: string): Pressable | undefined =>
  pressables(card).find(({ action }) => action["type"] === "Action.Execute" && action["verb"] === verb);

/** What an input holds when nobody touched it. */
function untouched(input: Card): string {
  if (input["type"] !== "Input.Toggle") return String(input["value"] ?? "");
  return text(input["value"]) || text(input["valueOff"]) || "false";
}

function complaint(input: Card, value: string): string | undefined {
  const id = text(input["id"]);
  const on = text(input["valueOn"]) || "true";
  const empty = input["type"] === "Input.Toggle" ? value !== on : value === "";
  if (input["isRequired"] === true && empty) return `Teams would not send this: "${id}" is required.`;
  const most = input["maxLength"];
  if (typeof most === "number" && value.length > most)
    return `Teams would not let anybody type ${value.length} in "${id}".`;
  return undefined;
}

/** The data of an action with what a person typed, as a client merges it: an empty input is left out. */
export function merged({ action, inputs }: Pressable, typed: Readonly<Record<string, string>>): Card {
  const known = new Set(inputs.map((input) => text(input["id"])));
  const strange = Object.keys(typed).find((id) => !known.has(id));
  if (strange !== undefined) throw new Error(`The card has no input "${strange}" that goes with this action.`);
  const values = inputs.map((input) => {
    const value = typed[text(input["id"])] ?? untouched(input);
    const wrong = complaint(input, value);
    if (wrong !== undefined) throw new Error(wrong);
    return [text(input["id"]), value] as const;
  });
  const data = isObject(action["data"]) ? action["data"] : {};
  return { ...data, ...Object.fromEntries(values.filter(([, value]) => value !== "")) };
}
