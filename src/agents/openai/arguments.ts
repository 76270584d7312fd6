import { misuse } from "../../errors.js";
import { parseJson } from "../../json.js";

const MODEL = { by: "model" } as const;

/** A model's arguments. @throws code `input` for what is not one JSON object, or names a member twice */
export function parseArguments<In extends object>(raw: unknown): In {
  if (typeof raw !== "string") throw misuse("arguments", "give them as JSON text", MODEL);
  const args = parseJson(raw, "arguments");
  if (args === null || typeof args !== "object" || Array.isArray(args))
    throw misuse("arguments", "give one JSON object", MODEL);
  return args as In;
}
