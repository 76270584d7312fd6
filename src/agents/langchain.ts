// countersign/agents/langchain
export { countersignMiddleware } from "./langchain/middleware.js";
export { guardedTool } from "./langchain/tool.js";
