import { type Answer, jsonOf } from "../../wire/answer.js";
import { exchange, sortByStatus } from "../../wire/exchange.js";
import { allPages } from "../remote/pages.js";
import { PATIENCE } from "../remote/patience.js";
import { fieldsOf, listOf } from "../remote/shape.js";

/** The two ways of reading Okta's API; `undefined` for what is not there. Both throw for everything else that went wrong. */
export interface OktaApi {
  object(path: string): Promise<Readonly<Record<string, unknown>> | undefined>;
  list(path: string): Promise<readonly Readonly<Record<string, unknown>>[] | undefined>;
}

/** "Resource not found", the code of Okta's own 404: one of a proxy says nothing. */
const NOT_FOUND = "E0000007";

export function oktaApi(domain: string, token: string): OktaApi {
  const headers = { authorization: `SSWS ${token}`, accept: "application/json" };
  const ask = async (url: string) => {
    const answer = await exchange(url, { ...PATIENCE, headers, sort });
    return answer.status === 404 ? undefined : answer;
  };
  const address = (path: string) => `https://${domain}/api/v1${path}`;
  return {
    async object(path) {
      const answer = await ask(address(path));
      return answer && fieldsOf(jsonOf(answer));
    },
    async list(path) {
      const items = await allPages(address(path), async (url) => {
        const answer = await ask(url);
        return answer && { items: listOf(jsonOf(answer)), next: nextOf(answer) };
      });
      return items?.map(fieldsOf);
    },
  };
}

const sort = (answer: Answer) => (isAbsent(answer) ? "answer" : sortByStatus(answer));

function isAbsent(answer: Answer): boolean {
  try {
    return answer.status === 404 && fieldsOf(jsonOf(answer))["errorCode"] === NOT_FOUND;
  } catch {
    return false;
  }
}

/** The address in `Link: <https://…>; rel="self", <https://…>; rel="next"` (RFC 8288). */
function nextOf({ headers }: Answer): string | undefined {
  const links = (headers.get("link") ?? "").matchAll(/<([^<>]*)>([^<]*)/g);
  return [...links].find(([, , parameters = ""]) => /;\s*rel\s*=\s*"?next"?\s*(?:[;,]|$)/i.test(parameters))?.[1];
}
