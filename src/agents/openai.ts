// countersign/agents/openai
export { answerCalls } from "./openai/answer-calls.js";
export { runTool } from "./openai/run-tool.js";
