import { BaseChatModel } from "@langchain/core/language_models/chat_models";
import { AIMessage, type BaseMessage } from "@langchain/core/messages";

export interface ToolCall {
  readonly id: string;
  readonly name: string;
  readonly args: Record<string, unknown>;
}
/** What the model says next: tool calls, or a text that ends the run. */
export type Said = readonly ToolCall[] | string;

/** A chat model that says what the script says, whatever it hears. */
export class ScriptedModel extends BaseChatModel {
  readonly #script: Said[];
  #turn = 0;

  constructor(...script: readonly Said[]) {
    super({});
    this.#script = [...script];
  }

  override _llmType(): string {
    return "scripted";
  }

  override bindTools(): this {
    return this;
  }

  override async _generate(_messages: readonly BaseMessage[]) {
    const said = this.#script[this.#turn++] ?? "the script is over";
    const calls =
      typeof said === "string"
        ? []
        : said.map(({ id, name, args }) => ({ type: "tool_call" as const, id, name, args }));
    const content = typeof said === "string" ? said : "";
    const message = new AIMessage({ content, tool_calls: calls, response_metadata: { model_name: "scripted-1" } });
    return { generations: [{ text: content, message }] };
  }
}
