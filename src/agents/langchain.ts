// countersign/agents/langchain
export type { MiddlewareOptions } from "./langchain/middleware.js";
export { countersignMiddleware } from "./langchain/middleware.js";
export { guardedTool } from "./langchain/tool.js";
