import type { ToolSchemaBase } from "@langchain/core/tools";
import { isInteropZodSchema } from "@langchain/core/utils/types";
import type { StandardSchemaV1 as Schema } from "@standard-schema/spec";
import { definitionOf } from "../../action/action.js";
import { jsonSchemaOf } from "../../action/schema.js";
import { misuse } from "../../errors.js";
import type { Action } from "../../index.js";

/** The action's own input schema as LangChain takes it. @throws code `input` where it is neither zod's nor has a JSON Schema */
export function schemaOf(action: Action): ToolSchemaBase {
  const input: Schema = definitionOf(action).input;
  if (isInteropZodSchema(input)) return input;
  const schema = jsonSchemaOf(input);
  if (schema) return schema as ToolSchemaBase;
  const cure = "use a schema of zod, or of a library that offers Standard JSON Schema";
  throw misuse(
    `guardedTool.${action.name}`,
    `the action's input schema has no JSON Schema to show to the model: ${cure}`,
  );
}
