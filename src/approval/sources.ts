import type { Deployment } from "../action/capture.js";
import type { Directory } from "../people/directory.js";
import type { Sources } from "../policy/ready.js";
import { lineOf } from "./joining.js";
import { pastOf } from "./past.js";
import type { Store } from "./store.js";
import { taintOf } from "./taint.js";

interface Parts {
  readonly store: Store;
  readonly deployment: Deployment;
  readonly directory: Directory | undefined;
}

/** What rules ask of the store: about other calls, and whether a session is tainted. */
export function sourcesOf({ store, deployment, directory }: Parts): Sources {
  return { ...pastOf({ store, deployment, directory, inLine: lineOf() }), ...taintOf(store, deployment) };
}
