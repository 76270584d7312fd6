import type { Json } from "../canonical.js";
import type { Principal } from "../people/person.js";
import type { Action } from "./action.js";

/** Who acts for whom, with which model, and where in its work: recorded with every call; the people are bound by its digest. */
export interface Context {
  readonly agent: Principal;
  readonly owner: Principal;
  readonly user: Principal;
  readonly delegators: readonly Principal[];
  readonly model: string;
  readonly session: string;
  readonly run: string;
  readonly toolCall: string;
  /** The user's request text. */
  readonly request: string;
  readonly datasets: readonly string[];
  /** W3C traceparent. */
  readonly trace: string;
  /** Whatever else rules may ask for. `agentSays`: the agent's own words on the call, shown to people as such. */
  readonly facts: Readonly<Record<string, Json>>;
}

/** What rules may read besides arguments: the context, the deployment (from the config alone) and the session's taint. */
export interface Known extends Context {
  readonly environment: string;
  readonly tenant: string;
  readonly tainted: boolean;
}

/** People only accumulate; other fields: the call's own value wins, then the first gatherer's. */
export type Gather = (action: Action) => Partial<Context> | undefined | Promise<Partial<Context> | undefined>;
