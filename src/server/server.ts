// countersign/server
export { createHandler, type HandlerOptions } from "./handler.js";
export type { Need, Place, SignIn } from "./sign-in.js";
