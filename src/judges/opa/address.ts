import { misuse } from "../../errors.js";

const DATA = "/v1/data/";
const HERE = /^(?:localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\])$/;
const STRICT = "strict-builtin-errors";

/** Where a rule is asked for its value, and the rule's path as OPA names it. @throws code `input` */
export function addressOf(given: unknown): { readonly href: string; readonly rule: string } {
  const url = typeof given === "string" && URL.canParse(given) ? new URL(given) : undefined;
  if (!url) throw misuse(WHERE, "give the address of the rule: https://opa.example/v1/data/countersign/decision");
  if (url.protocol !== "https:" && !(url.protocol === "http:" && HERE.test(url.hostname)))
    throw misuse(WHERE, "must be https; plain http is for this machine only (localhost, 127.0.0.1, [::1])");
  if (url.username || url.password || url.hash) throw misuse(WHERE, "must have no credentials and no fragment");
  const at = url.pathname.indexOf(DATA);
  const rule = at < 0 ? "" : url.pathname.slice(at + DATA.length);
  if (rule === "" || rule.endsWith("/")) throw misuse(WHERE, `must name a rule: …${DATA}<package>/<rule>`);
  if (!url.searchParams.has(STRICT)) url.searchParams.set(STRICT, "true");
  return { href: url.href, rule };
}

const WHERE = "opaJudge.url";
