import { staticDirectory } from "../src/directories/static.js";
import { type Config, type Countersign, createCountersign, type Log, type Signer } from "../src/index.js";
import { memoryStore } from "../src/stores/memory.js";
import { testSigner } from "../src/testing/test-signer.js";
import { CONTEXT, hundred } from "./sample.js";

export const DEPLOYMENT = { app: "bench", tenant: "acme", environment: "production" } as const;
export const APPROVER = { issuer: "https://idp.acme.example", subject: "user-7" } as const;

export const PEOPLE = [
  { id: "ana", groups: ["data"], identities: [APPROVER] },
  { id: "agent", kind: "service", identities: [CONTEXT.agent] },
  { id: "user", identities: [CONTEXT.user] },
  { id: "owner", identities: [CONTEXT.owner] },
] as const;

type Given = Partial<Omit<Config, "audit">> & { readonly audit: { readonly log: Log; readonly signer?: Signer } };

/** A deployment in memory, with everything but a log. */
export function deployed({ audit: { log, signer = testSigner() }, ...others }: Given): Countersign {
  return createCountersign({
    ...DEPLOYMENT,
    policy: hundred,
    store: memoryStore(),
    directory: staticDirectory(PEOPLE),
    url: "https://review.acme.example",
    context: CONTEXT,
    budgets: { agent: 1e6, session: 1e6, approver: 1e6 },
    ...others,
    audit: { signer, log },
  });
}

/** A log that answers at once and keeps nothing. */
export const nowhere = (): Log => ({ write: () => Promise.resolve() });
