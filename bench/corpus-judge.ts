import * as z from "zod";
import { type Action, action, definitionOf, EFFECTS, type Effect } from "../src/action/action.js";
import { parse } from "../src/action/capture.js";
import type { JsonObject } from "../src/canonical.js";
import { compilePolicies } from "../src/policy/judge.js";
import type { Policy } from "../src/policy/rule.js";
import type { Suite, Tool } from "./corpus-data.js";

/** `unclear`: it could not be judged. That interrupts a user, and stops nobody. */
export type Said = "allow" | "deny" | "ask" | "unclear";

interface Asked {
  readonly tool: string;
  readonly args: JsonObject;
}
interface Session {
  /** What the user asked for. */
  readonly request: string;
  /** Whether what may be someone else's words was read in it. */
  readonly tainted: boolean;
}

/** A tool as a user of the package would declare it: what its labels say, and nothing else. */
const declared = ({ tool, schema, effect, critical, returns_untrusted }: Tool): Action =>
  action(tool, {
    input: z.fromJSONSchema(schema as z.core.JSONSchema.JSONSchema) as z.ZodType<{ [name: string]: string }>,
    effect: effectOf(effect),
    critical,
    ...(returns_untrusted && { returns: "untrusted" }),
  });

/** The corpus calls it `fetch` where a read reaches out; its critical argument says where to. */
function effectOf(label: string): Effect {
  if (label === "fetch") return "read";
  if ((EFFECTS as readonly string[]).includes(label)) return label as Effect;
  throw new Error(`no effect "${label}": use one of ${EFFECTS.join(", ")}, fetch`);
}

/** Judges calls of a suite by a policy. */
export function judgeOf({ tools }: Suite, policy: Policy): (call: Asked, session: Session) => Promise<Said> {
  const definitions = new Map(tools.map((tool) => [tool.tool, definitionOf(declared(tool))]));
  const { judge } = compilePolicies([policy]);
  return async ({ tool, args }, { request, tainted }) => {
    const definition = definitions.get(tool);
    if (!definition) return "unclear";
    try {
      const { value } = await parse(definition, args, { action: tool, callId: "" });
      const { name, effect, critical, secret } = definition;
      const facts = { action: name, effect, critical, secret, datasets: [], args: value, now: 0 };
      return judge({ ...facts, context: { request, tainted } }).verdict;
    } catch {
      return "unclear";
    }
  };
}

/** Whether a tool's label says that its results may be someone else's words. */
export const isUntrusted = ({ tools }: Suite, name: string): boolean =>
  tools.some(({ tool, returns_untrusted }) => tool === name && returns_untrusted);
