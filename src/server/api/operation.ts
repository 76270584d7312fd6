import type { Visit } from "../visit.js";
import type { Body, BodyName, QueryName } from "./schemas.js";

/** One thing that the API does. Routes and OpenAPI document are made of the same list. */
export interface Operation {
  readonly id: string;
  readonly summary: string;
  readonly method: "get" | "post";
  /** From `/v1` on, with `{id}`. */
  readonly path: string;
  readonly query?: readonly QueryName[];
  readonly body?: BodyName;
  /** The schema of a 200, by its name in the OpenAPI document. */
  readonly answer: "Page" | "Shown" | "Outcome" | "Grants" | "Delivery";
  act(visit: Visit, asked: Asked): Promise<Response>;
}

/** What an operation is asked, checked. */
export interface Asked {
  /** Of the path; empty where it has none. */
  readonly id: string;
  readonly query: Readonly<Partial<Record<QueryName, string | number>>>;
  readonly body: unknown;
}

/** The body of an operation that names its schema: it was checked by it. */
export const bodyOf = <N extends BodyName>({ body }: Asked, _schema: N): Body<N> => body as Body<N>;
