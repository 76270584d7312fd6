import { shown } from "../../action/view.js";

/** The name of an argument's field in a form: `arg:` and the path, in which no character hides. Two paths never share one. */
export const argumentName = (path: string): string => `arg:${shown(path).slice(1, -1)}`;
