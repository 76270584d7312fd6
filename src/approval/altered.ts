import type { View } from "../action/view.js";
import { type Asked, callIdOf, type Delivered, FRESH, type Request } from "./request.js";

const TITLE = "This request was changed in the store by somebody who may not";

/** What is told of a record that is not believed: of its own words nothing is shown, and nobody may decide. */
export function standIn({ id, asked, progress, ...row }: Request): Request {
  const { environment = null } = (asked ?? {}) as Partial<Asked>;
  return { ...row, id, asked: unknown(id, environment), progress: { ...FRESH, ...toldOf(progress) } };
}

const VIEW: View = {
  title: TITLE,
  effect: "execute",
  datasets: [],
  fields: [],
  actors: [],
  because: [],
  stillNeeded: [],
  complete: false,
};

const unknown = (id: string, environment: string | null): Asked => ({
  v: 1,
  callId: callIdOf(id),
  action: "",
  effect: VIEW.effect,
  definition: "",
  environment,
  idempotent: false,
  args: {},
  salt: "",
  secrets: {},
  actors: "{}",
  context: {},
  datasets: [],
  callDigest: "",
  origin: "",
  argsCommit: "",
  revision: 0,
  view: VIEW,
  viewDigest: "",
  digest: "",
  requirements: [],
  rules: [],
  policy: "",
  excluded: [],
  authors: [],
  askedAt: 0,
});

/** Where it was told of, and how it ended: as far as these are of the shape that they should be. */
function toldOf(progress: unknown): Partial<Request["progress"]> {
  const { deliveries, why, fence, ended } = (progress ?? {}) as Partial<Request["progress"]>;
  return {
    deliveries: Array.isArray(deliveries) ? deliveries.filter(isDelivered).map(plain) : [],
    ...(typeof why === "string" && { why }),
    ...(Number.isSafeInteger(fence) && Number(fence) >= 0 && { fence: fence as number }),
    ...(ended && { ended }),
  };
}

/** Without what is the transport's own: of that nobody here knows the shape. */
const plain = ({ id, transport, at }: Delivered): Delivered => ({
  id,
  transport,
  at: at === "confirmed" ? at : "accepted",
});

export const isDelivered = (one: unknown): one is Delivered => {
  const { id, transport } = (one ?? {}) as Partial<Delivered>;
  return typeof id === "string" && typeof transport === "string";
};
