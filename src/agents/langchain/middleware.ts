import { type AgentMiddleware, createMiddleware, type ToolCallHandler, type ToolCallRequest } from "langchain";
import { definitionOf } from "../../action/action.js";
import { misuse } from "../../errors.js";
import type { Action, Countersign } from "../../index.js";
import { answerOf } from "../waiting.js";
import { callAt, type Place } from "./call.js";
import { isDirect, message, noteModified, passOn, pausedFor, schemaRefusal } from "./outcome.js";
import { watched } from "./watched.js";

/**
 * Middleware for `createAgent` that guards the tools named in `actions`, each as that action; the tool's arguments are the
 * action's. **Tools that are not named run unguarded.** Put it last in the list: other middleware after it could change arguments
 * that people have approved. Results pass through as the tool gave them; when people modified the arguments the tool runs with
 * theirs, and its message says so.
 * @throws code `input` for what is no action, or no action at all
 */
export function countersignMiddleware(cs: Countersign, actions: Record<string, Action>): AgentMiddleware {
  if (Object.keys(actions).length === 0)
    throw misuse("countersignMiddleware", "name the tools to guard: { [tool]: action }");
  for (const one of Object.values(actions)) definitionOf(one);
  return createMiddleware({
    name: "countersign",
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
