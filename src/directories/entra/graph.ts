import { type Answer, jsonOf } from "../../wire/answer.js";
import { exchange, sortByStatus } from "../../wire/exchange.js";
import { isWireError } from "../../wire/failed.js";
import { allPages } from "../remote/pages.js";
import { PATIENCE } from "../remote/patience.js";
import { fieldsOf, listOf, nameOf } from "../remote/shape.js";
import type { Tokens } from "./token.js";

export type Fields = Readonly<Record<string, unknown>>;

/** The two ways of reading Microsoft Graph; `undefined` for what is not there. Both throw for everything else that went wrong. */
export interface Graph {
  object(path: string): Promise<Fields | undefined>;
  list(path: string): Promise<readonly Fields[] | undefined>;
}

const BASE = "https://graph.microsoft.com/v1.0";
/** The code of Graph's own 404: one of a proxy says nothing. */
const NOT_FOUND = "Request_ResourceNotFound";

export function graphOf(tokens: Tokens): Graph {
  async function ask(url: string): Promise<Fields | undefined> {
    // A cast to a type of member needs `ConsistencyLevel` and `$count` (advanced queries).
    const headers = { authorization: `Bearer ${await tokens.get()}`, consistencylevel: "eventual" };
    try {
      const answer = await exchange(url, { ...PATIENCE, headers, sort });
      return answer.status === 404 ? undefined : fieldsOf(jsonOf(answer));
    } catch (error) {
      if (isWireError(error) && error.status === 401) tokens.forget();
      throw error;
    }
  }
  return {
    object: (path) => ask(`${BASE}${path}`),
    list: async (path) => {
      const items = await allPages(`${BASE}${path}`, async (url) => {
        const page = await ask(url);
        return page && { items: listOf(page["value"]), next: nameOf(page["@odata.nextLink"]) };
      });
      return items?.map(fieldsOf);
    },
  };
}

const sort = (answer: Answer) => (isAbsent(answer) ? "answer" : sortByStatus(answer));

function isAbsent(answer: Answer): boolean {
  try {
    return answer.status === 404 && fieldsOf(fieldsOf(jsonOf(answer))["error"])["code"] === NOT_FOUND;
  } catch {
    return false;
  }
}
