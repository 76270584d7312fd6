/** What is wrong with a value, in the words of Slack's `response_metadata.messages`; nothing where it is right. */
export type Check = (value: unknown, at: string) => readonly string[];
export type Fields = Readonly<Record<string, Check>>;

export const says = (text: string, at: string): readonly string[] => [`${text} [json-pointer:${at}]`];
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const counted =
  (length: (text: string) => number) =>
  (most: number, least = 1): Check =>
  (value, at) => {
    if (typeof value !== "string") return says("must be a string", at);
    if (value.length < least) return says(`must be more than ${least - 1} characters`, at);
    return length(value) > most ? says(`must be less than ${most + 1} characters`, at) : [];
  };

const STRAY = /<[^<>]*>|[<>]|&(?!amp;|lt;|gt;)/g;
const escaped = (mark: string) => (mark === "&" ? "&amp;" : mark.length === 1 ? "&lt;" : mark);

/** Characters are UTF-16 code units. */
export const chars = counted((text) => text.length);
/** As `chars`, with `&`, `<` and `>` that mean nothing counted as the entities that Slack makes of them. */
export const mrkdwnChars = counted((text) => text.replace(STRAY, escaped).length);

export const flag: Check = (value, at) => (typeof value === "boolean" ? [] : says("must be a boolean", at));
export const whole =
  (least: number, most: number): Check =>
  (value, at) =>
    Number.isInteger(value) && (value as number) >= least && (value as number) <= most
      ? []
      : says(`must be a whole number from ${least} to ${most}`, at);
export const oneOf =
  (...allowed: readonly unknown[]): Check =>
  (value, at) =>
    allowed.includes(value) ? [] : says(`must be one of: ${allowed.join(", ")}`, at);

export const list =
  (item: Check, most: number, least = 1): Check =>
  (value, at) => {
    if (!Array.isArray(value)) return says("must be an array", at);
    if (value.length < least) return says(`no less than ${least} items allowed`, at);
    if (value.length > most) return says(`no more than ${most} items allowed`, at);
    return value.flatMap((one, index) => item(one, `${at}/${index}`));
  };

/** An object of these fields and no other. */
export const shape =
  (required: Fields, optional: Fields = {}): Check =>
  (value, at) => {
    if (!isRecord(value)) return says("must be an object", at);
    const fields = new Map(Object.entries({ ...required, ...optional }));
    return [
      ...Object.keys(required).flatMap((name) => (name in value ? [] : says(`missing required field: ${name}`, at))),
      ...Object.entries(value).flatMap(
        ([name, one]) => fields.get(name)?.(one, `${at}/${name}`) ?? says(`invalid additional property: ${name}`, at),
      ),
    ];
  };

/** One of these kinds, by its `type`. */
export const byType =
  (kinds: Fields): Check =>
  (value, at) => {
    if (!isRecord(value)) return says("must be an object", at);
    const kind = new Map(Object.entries(kinds)).get(String(value["type"]));
    return kind ? kind(value, at) : says(`unsupported type: ${String(value["type"])}`, `${at}/type`);
  };

/** A check of what is already of the right shape. */
export const also =
  (first: Check, then: (value: Readonly<Record<string, unknown>>, at: string) => readonly string[]): Check =>
  (value, at) => {
    const wrong = first(value, at);
    return wrong.length > 0 ? wrong : then(value as Readonly<Record<string, unknown>>, at);
  };
