import { createRequire } from "node:module";

/** The renderer of Adaptive Cards, from the one file of it that Node can load. */
export const renderer = createRequire(import.meta.url)(
  "adaptivecards/dist/adaptivecards.js",
) as typeof import("adaptivecards");

type Schema = Readonly<Record<string, unknown>>;
interface Property {
  readonly name: string;
  readonly targetVersion: Version;
  readonly values?: readonly { readonly value: unknown; readonly targetVersion?: Version }[];
  readonly enumType?: Readonly<Record<number, string>>;
  readonly constructor: { readonly name: string };
}
type Version = { compareTo(other: Version | undefined): number };

/** As on Teams' desktop. */
const MOST = new renderer.Version(1, 5);
const ELEMENTS = ["TextBlock", "RichTextBlock", "Image", "Container", "ColumnSet", "FactSet", "ActionSet"];
const INPUTS = ["Input.Text", "Input.Number", "Input.Date", "Input.Time", "Input.Toggle", "Input.ChoiceSet"];
const ACTIONS = ["Action.Execute", "Action.OpenUrl", "Action.ShowCard", "Action.Submit", "Action.ToggleVisibility"];

const ref = (name: string): Schema => ({ $ref: `#/definitions/${name}` });
const listOf = (name: string): Schema => ({ type: "array", items: ref(name) });
const fallback = (name: string): Schema => ({ anyOf: [{ const: "drop" }, ref(name)] });
/** What the renderer reads without a property of its own, and what must be there. */
const BESIDES: Readonly<Record<string, Schema>> = {
  AdaptiveCard: { body: listOf("Element"), actions: listOf("Action") },
  RichTextBlock: { inlines: { type: "array", items: { if: { type: "string" }, else: ref("TextRun") } } },
  Container: { items: listOf("Element") },
  Column: { items: listOf("Element") },
  ColumnSet: { columns: listOf("Column") },
  FactSet: { facts: listOf("Fact") },
  ActionSet: { actions: listOf("Action") },
  "Input.ChoiceSet": { choices: listOf("Choice") },
  "Action.ShowCard": { card: ref("AdaptiveCard") },
};
const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  TextBlock: ["text"],
  RichTextBlock: ["inlines"],
  TextRun: ["text"],
  Image: ["url"],
  Container: ["items"],
  FactSet: ["facts"],
  ActionSet: ["actions"],
  Fact: ["title", "value"],
  Choice: ["title", "value"],
  "Input.Toggle": ["title"],
  "Action.OpenUrl": ["url"],
  "Action.ToggleVisibility": ["targetElements"],
};
/** What the renderer's classes inherit from each other, and version 1.5 of the format does not document. */
const BLOCK = ["id", "requires", "isVisible", "separator", "height", "spacing"];
const INHERITED: Readonly<Record<string, readonly string[]>> = {
  AdaptiveCard: [...BLOCK, "style", "bleed"],
  TextRun: BLOCK,
  Column: ["height"],
  Container: ["rtl"],
  ActionSet: ["orientation"],
  "Input.Text": ["style"],
  TextBlock: ["style"],
};
const ALIGNED = ["TextBlock", "RichTextBlock", "Image", "ColumnSet"];

const inTime = (version: Version | undefined) => version === undefined || version.compareTo(MOST) <= 0;
/** The renderer reads these without regard to the case of their first letter. */
const either = (value: string): readonly string[] => [
  value.charAt(0).toLowerCase() + value.slice(1),
  value.charAt(0).toUpperCase() + value.slice(1),
];

/** By the class of a property; what no class here says is left out, so that a card may not use it. */
const KINDS: Readonly<Record<string, Schema>> = {
  StringProperty: { type: "string" },
  BoolProperty: { type: "boolean" },
  NumProperty: { type: "number" },
  PixelSizeProperty: { type: "string", pattern: "^[0-9]+px$" },
  ActionProperty: { allOf: [ref("Action"), { not: { properties: { type: { const: "Action.ShowCard" } } } }] },
};
const NAMED: Readonly<Record<string, Schema>> = {
  $schema: { type: "string" },
  version: { type: "string" },
  width: { type: ["string", "number"] },
  data: { type: ["string", "object"] },
  associatedInputs: { enum: ["auto", "Auto", "none", "None"] },
  targetElements: { type: "array", items: { type: "string" } },
};

function typeOf(property: Property): Schema | undefined {
  const { values = [], enumType } = property;
  const known = values
    .filter(({ targetVersion }) => inTime(targetVersion))
    .map(({ value }) => value)
    .filter((value) => value !== "filtered");
  if (enumType) return { enum: known.flatMap((value) => either(enumType[value as number] ?? "")) };
  if (known.length > 0) return { enum: known.flatMap((value) => either(String(value))) };
  const kind = property.constructor.name;
  return KINDS[kind] ?? (kind === "CustomProperty" || property.name === "data" ? NAMED[property.name] : undefined);
}

interface Readable {
  getSchema(): { getCount(): number; getItemAt(at: number): unknown };
}

function definition(name: string, made: Readable, kind: "Element" | "Action" | "part"): Schema {
  const schema = made.getSchema();
  const gone = [...(INHERITED[name] ?? []), ...(name === "AdaptiveCard" ? [] : ["lang"])];
  const all = Array.from({ length: schema.getCount() }, (_, at) => schema.getItemAt(at) as Property)
    .filter(({ name: property, targetVersion }) => inTime(targetVersion) && !gone.includes(property))
    .filter(({ name: property }) => property !== "horizontalAlignment" || ALIGNED.includes(name));
  return {
    type: "object",
    additionalProperties: false,
    required: [
      ...(kind === "part" ? [] : ["type"]),
      ...(name.startsWith("Input.") ? ["id"] : []),
      ...(REQUIRED[name] ?? []),
    ],
    properties: {
      ...Object.fromEntries(all.map((property) => [property.name, typeOf(property)]).filter(([, type]) => type)),
      ...(kind === "part" ? {} : { fallback: fallback(kind) }),
      type: { const: name === "Choice" ? "Input.Choice" : name },
      ...BESIDES[name],
    },
  };
}

interface Registry {
  createInstance(name: string, version: typeof MOST): Readable | undefined;
}
function made(name: string, registry: Registry): Readable {
  const found = registry.createInstance(name, MOST);
  if (!found) throw new Error(`The renderer knows no ${name}.`);
  return found;
}

const oneOf = (names: readonly string[]): Schema => ({
  type: "object",
  discriminator: { propertyName: "type" },
  required: ["type"],
  oneOf: names.map(ref),
});

/** A JSON Schema of cards of version 1.5, made of the definitions that the renderer itself reads cards by. */
export function rendererSchema(): Schema {
  const { elements, actions } = renderer.GlobalRegistry;
  const parts: Readonly<Record<string, Readable>> = {
    AdaptiveCard: new renderer.AdaptiveCard(),
    Column: new renderer.Column(),
    TextRun: new renderer.TextRun(),
    Fact: new renderer.Fact(),
    Choice: new renderer.Choice(),
  };
  return {
    allOf: [ref("AdaptiveCard")],
    required: ["type", "version"],
    definitions: {
      ...Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, definition(name, part, "part")])),
      ...Object.fromEntries(
        [...ELEMENTS, ...INPUTS].map((name) => [name, definition(name, made(name, elements), "Element")]),
      ),
      ...Object.fromEntries(ACTIONS.map((name) => [name, definition(name, made(name, actions), "Action")])),
      Element: oneOf([...ELEMENTS, ...INPUTS]),
      Action: oneOf(ACTIONS),
    },
  };
}
