import { also, byType, type Check, chars, type Fields, flag, list, oneOf, says, shape, whole } from "./limit-check.js";
import { choiceOption, confirm, menuOption, overflowOption, picture, plain, style, url } from "./limit-objects.js";

type Value = Readonly<Record<string, unknown>>;

const element = (type: string, required: Fields, optional: Fields): Check =>
  shape({ type: oneOf(type), ...required }, { action_id: chars(255), ...optional });
const isIn = (options: unknown, one: unknown) =>
  (options as readonly unknown[]).some((option) => JSON.stringify(option) === JSON.stringify(one));

/** What is selected at first is one of the options, to the letter. */
const selected = (check: Check): Check =>
  also(check, ({ options, initial_option, initial_options }: Value, at) => {
    const first = (initial_options ?? (initial_option ? [initial_option] : [])) as readonly unknown[];
    return first.every((one) => isIn(options, one)) ? [] : says("an initial option must be one of the options", at);
  });
const fits = ({ initial_value, min_length, max_length }: Value, at: string) => {
  const [least, most] = [Number(min_length ?? 0), Number(max_length ?? 3000)];
  if (least > most) return says("min_length must be no more than max_length", at);
  return String(initial_value ?? "").length > most ? says("initial_value must be no longer than max_length", at) : [];
};

const focus = { focus_on_load: flag };
const typing = { ...focus, placeholder: plain(150) };
const menu = { confirm, ...typing };
const pick = list(choiceOption, 10);
const choose = list(menuOption, 100);

const ELEMENTS: Fields = {
  image: picture(),
  button: element(
    "button",
    { text: plain(75) },
    { value: chars(2000), url, style, confirm, accessibility_label: chars(75) },
  ),
  checkboxes: selected(element("checkboxes", { options: pick }, { initial_options: pick, confirm, ...focus })),
  radio_buttons: selected(
    element("radio_buttons", { options: pick }, { initial_option: choiceOption, confirm, ...focus }),
  ),
  static_select: selected(element("static_select", { options: choose }, { initial_option: menuOption, ...menu })),
  multi_static_select: selected(
    element(
      "multi_static_select",
      { options: choose },
      { initial_options: choose, max_selected_items: whole(1, 100), ...menu },
    ),
  ),
  overflow: element("overflow", { options: list(overflowOption, 5) }, { confirm }),
  datepicker: element("datepicker", {}, { initial_date: chars(10, 10), ...menu }),
  plain_text_input: also(
    element(
      "plain_text_input",
      {},
      {
        initial_value: chars(3000, 0),
        multiline: flag,
        min_length: whole(0, 3000),
        max_length: whole(1, 3000),
        ...typing,
      },
    ),
    fits,
  ),
  number_input: element(
    "number_input",
    { is_decimal_allowed: flag },
    { initial_value: chars(255), min_value: chars(255), max_value: chars(255), ...typing },
  ),
  email_text_input: element("email_text_input", {}, { initial_value: chars(3000), ...typing }),
  url_text_input: element("url_text_input", {}, { initial_value: chars(3000), ...typing }),
};
const only = (...types: readonly string[]): Check =>
  byType(Object.fromEntries(types.map((type) => [type, ELEMENTS[type] as Check])));

const MENUS = ["checkboxes", "radio_buttons", "static_select", "multi_static_select", "datepicker"];
export const ofActions: Check = only("button", "overflow", ...MENUS);
export const ofSection: Check = only("image", "button", "overflow", ...MENUS);
export const ofInput: Check = only("plain_text_input", "number_input", "email_text_input", "url_text_input", ...MENUS);
