import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

interface Message {
  readonly role: string;
  readonly content?: unknown;
}
interface Body {
  readonly messages?: readonly Message[];
  readonly input?: unknown;
  readonly previous_response_id?: string;
  readonly stream?: boolean;
}
export interface ToolCall {
  readonly id: string;
  readonly name: string;
  /** A text goes over the wire as it is, anything else as JSON. */
  readonly args: unknown;
}
/** What the scripted model says next: tool calls, or a text that ends the run. */
export type Said = readonly ToolCall[] | string;

const MODEL = "gpt-5-2026-01-01";

/** Plays a model over HTTP, on this machine: Chat Completions in one piece or as a stream, and Responses. */
export async function modelServer() {
  const script: Said[] = [];
  const bodies: Body[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = JSON.parse(Buffer.concat(chunks).toString()) as Body;
    bodies.push(body);
    const said = script.shift();
    if (said === undefined) send(response.writeHead(400), { error: { message: "the script is over" } });
    else if (body.messages) completion(response, said, body.stream === true ? "stream" : "whole");
    else send(response, responseOf(said, bodies.length));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    options: {
      apiKey: "none",
      maxRetries: 0,
      baseURL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    },
    bodies,
    says: (...all: readonly Said[]) => void script.splice(0, script.length, ...all),
    /** What the model was told by its tools, as of its newest request, in order. */
    told: () =>
      (bodies.at(-1)?.messages ?? []).filter(({ role }) => role === "tool").map(({ content }) => content as string),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const send = (response: ServerResponse, body: object) =>
  void response.setHeader("content-type", "application/json").end(JSON.stringify(body));
const textOf = (args: unknown) => (typeof args === "string" ? args : JSON.stringify(args));

function completion(response: ServerResponse, said: Said, how: "stream" | "whole"): void {
  const reason = typeof said === "string" ? "stop" : "tool_calls";
  const message =
    typeof said === "string"
      ? { role: "assistant", content: said, refusal: null }
      : {
          role: "assistant",
          content: null,
          refusal: null,
          tool_calls: said.map(({ id, name, args }, index) => ({
            index,
            id,
            type: "function",
            function: { name, arguments: textOf(args) },
          })),
        };
  const head = { id: "chatcmpl-1", created: 1, model: MODEL };
  const choice = { index: 0, finish_reason: reason };
  if (how === "whole") send(response, { ...head, object: "chat.completion", choices: [{ ...choice, message }] });
  else
    streamed(
      response,
      { ...head, object: "chat.completion.chunk" },
      { index: 0, finish_reason: null, delta: message },
      { ...choice, delta: {} },
    );
}

function streamed(response: ServerResponse, head: object, ...choices: readonly object[]): void {
  const chunks = choices.map((choice) => `data: ${JSON.stringify({ ...head, choices: [choice] })}\n\n`);
  response.setHeader("content-type", "text/event-stream").end(`${chunks.join("")}data: [DONE]\n\n`);
}

const responseOf = (said: Said, count: number) => ({
  id: `resp_${count}`,
  object: "response",
  model: MODEL,
  status: "completed",
  output:
    typeof said === "string"
      ? [
          {
            type: "message",
            id: "m1",
            role: "assistant",
            status: "completed",
            content: [{ type: "output_text", text: said, annotations: [] }],
          },
        ]
      : said.map(({ id, name, args }) => ({
          type: "function_call",
          id: `fc_${id}`,
          call_id: id,
          name,
          arguments: textOf(args),
          status: "completed",
        })),
});
