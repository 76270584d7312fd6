import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { Ajv, type ValidateFunction } from "ajv";
import { rendererSchema } from "./card-types.js";

const OFFICIAL = process.env["ADAPTIVE_CARD_SCHEMA"];
const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true, discriminator: true });
const checks: ValidateFunction[] = [ajv.compile(rendererSchema())];

/**
 * `schemas/1.5.0/adaptive-card.json` of <https://github.com/microsoft/AdaptiveCards>, where a file of it is named in
 * the environment. The project ships none of it; with it, every card that a test checks is checked by both.
 */
if (OFFICIAL !== undefined) {
  const { id: _, ...schema } = JSON.parse(readFileSync(OFFICIAL, "utf8")) as Record<string, unknown>;
  ajv.addMetaSchema(createRequire(import.meta.url)("ajv/dist/refs/json-schema-draft-06.json"));
  checks.push(ajv.compile(schema));
}

const MOST_LINES = 10;

/** What is wrong with an Adaptive Card of version 1.5, a line each. `msteams`, which is Teams' own, is left out. */
export function wrongWith(card: unknown): string[] {
  const { msteams: _, ...rest } = (card ?? {}) as Record<string, unknown>;
  const errors = checks.flatMap((check) => (check(rest) ? [] : (check.errors ?? [])));
  const told = errors.filter(({ keyword }) => keyword !== "if");
  const lines = told.map(
    ({ instancePath, message, params }) => `${instancePath || "/"} ${message} ${JSON.stringify(params)}`,
  );
  return [...new Set(lines)].slice(0, MOST_LINES);
}
