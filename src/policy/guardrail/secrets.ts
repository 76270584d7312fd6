import { SECRET_FORMS } from "./secret-forms.js";
import { namedSecret, secretPairIn } from "./secret-pair.js";

/** What secret a text holds, in words. `name`: of the member whose value the text is. */
export function secretIn(text: string, name?: string): string | undefined {
  const form = SECRET_FORMS.find(([, expression]) => expression.test(text));
  return form?.[0] ?? secretPairIn(text) ?? (name === undefined ? undefined : namedSecret(name, text));
}
