import { type AgentMiddleware, createMiddleware, type ToolCallHandler, type ToolCallRequest } from "langchain";
import { definitionOf } from "../../action/action.js";
import { misuse } from "../../errors.js";
import type { Action, Countersign } from "../../index.js";
import { answerOf } from "../waiting.js";
import { callAt, type Place } from "./call.js";
import { mustBeThere, mustNameTools } from "./named.js";
import { isDirect, message, noteModified, passOn, pausedFor, schemaRefusal } from "./outcome.js";
import { watched } from "./watched.js";

export interface MiddlewareOptions {
  /** A named tool that the agent does not have is no mistake: for an agent whose tools change, or several that share this. */
  readonly absent?: "ignore";
}

/**
 * Middleware for `createAgent` that guards the tools named in `actions`, each as that action; the tool's arguments are the
 * action's. **Tools that are not named run unguarded**; a name that no tool has refuses the model call. Put it last in the list:
 * other middleware after it could change arguments that people have approved. Results pass through as the tool gave them; when
 * people modified the arguments the tool runs with theirs, and its message says so.
 * @throws code `input` for what is no action, no action at all, `"*"`, or an unknown option
 */
export function countersignMiddleware(
  cs: Countersign,
  actions: Record<string, Action>,
  options: MiddlewareOptions = {},
): AgentMiddleware {
  const names = Object.keys(actions);
  mustNameTools(names);
  for (const one of Object.values(actions)) definitionOf(one);
  const { absent, ...others } = options;
  for (const name of Object.keys(others)) throw misuse(`countersignMiddleware.${name}`, "unknown option");
  if (absent !== undefined && absent !== "ignore")
    throw misuse("countersignMiddleware.absent", 'is "ignore", or left out');
  return createMiddleware({
    name: "countersign",
    wrapModelCall: (request, handler) => {
      if (!absent) mustBeThere(names, request.tools);
      return handler(request);
    },
    wrapToolCall: (request, handler) => {
      const { name } = request.toolCall;
      const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
      return action ? runGuarded(cs, action, request, handler) : handler(request);
    },
  });
}

type Result = Awaited<ReturnType<ToolCallHandler>>;

async function runGuarded(
  cs: Countersign,
  action: Action,
  request: ToolCallRequest,
  handler: ToolCallHandler,
): Promise<Result> {
  const { toolCall } = request;
  const { tool, mayHaveBegun } = watched(request.tool);
  const guarded = cs.guard(
    async (args: never): Promise<unknown> => handler({ ...request, tool, toolCall: { ...toolCall, args } }),
    action,
  );
  const place = placeOf(request);
  const call = callAt(place, {});
  const done = await guarded.attempt(toolCall.args as never, call.options);
  passOn(done);
  if (!done.ok || !isDirect(done.value)) {
    const refusal = mayHaveBegun() ? pausedFor(done) : schemaRefusal(done);
    return message(done, place, toolCall.name, refusal ?? answerOf(done, call.waiting));
  }
  if (done.modified !== undefined) noteModified(done.value, done.modified);
  return done.value as Result;
}

const placeOf = ({ toolCall, state, runtime }: ToolCallRequest): Place => ({
  toolCall,
  messages: state.messages,
  configurable: runtime.configurable as Place["configurable"],
  signal: runtime.signal,
});
