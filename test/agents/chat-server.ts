import { HttpResponse, http } from "msw";
import { setupServer } from "msw/node";

type Body = { messages: { role: string; content?: string; tool_call_id?: string }[]; input?: unknown; stream?: boolean };
export interface ToolCall {
  readonly id: string;
  readonly name: string;
  readonly args: unknown;
}
/** What the scripted model says next: tool calls, or a text that ends the run. */
export type Said = readonly ToolCall[] | string;

/** Plays a model over the wire of the Chat Completions API, in one piece or as a stream. */
export function chatServer() {
  const script: Said[] = [];
  const bodies: Body[] = [];
  const server = setupServer(
    http.post("https://api.openai.com/v1/chat/completions", async ({ request }) => {
      const body = (await request.json()) as Body;
      bodies.push(body);
      const said = script.shift();
      if (said === undefined) return HttpResponse.json({ error: { message: "the script is over" } }, { status: 400 });
      return body.stream ? streamed(said) : HttpResponse.json({ ...head("chat.completion"), choices: [{ index: 0, message: messageOf(said), finish_reason: reasonOf(said) }] });
    }),
  );
  return {
    server,
    bodies,
    says: (...all: readonly Said[]) => script.splice(0, script.length, ...all),
    /** What the model was told by its tools before its newest turn, in order. */
    told: () => bodies.at(-1)?.messages.filter(({ role }) => role === "tool").map(({ content }) => content) ?? [],
  };
}

const head = (object: string) => ({ id: "chatcmpl-1", object, created: 1, model: "gpt-5-2026-01-01" });
const reasonOf = (said: Said) => (typeof said === "string" ? "stop" : "tool_calls");
const callOf = ({ id, name, args }: ToolCall) => ({ id, type: "function", function: { name, arguments: typeof args === "string" ? args : JSON.stringify(args) } });
const messageOf = (said: Said) =>
  typeof said === "string" ? { role: "assistant", content: said, refusal: null } : { role: "assistant", content: null, refusal: null, tool_calls: said.map(callOf) };

function streamed(said: Said) {
  const message = messageOf(said);
  const delta = "tool_calls" in message ? { ...message, tool_calls: message.tool_calls?.map((call, index) => ({ ...call, index })) } : message;
  const chunk = (part: object, finish: string | null) => `data: ${JSON.stringify({ ...head("chat.completion.chunk"), choices: [{ index: 0, delta: part, finish_reason: finish }] })}\n\n`;
  const text = `${chunk(delta, null)}${chunk({}, reasonOf(said))}data: [DONE]\n\n`;
  return new HttpResponse(text, { headers: { "content-type": "text/event-stream" } });
}
