import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** What the form of a request's page sends, and what the API takes: an attacker who knows even that. */
export interface Known {
  /** Address of the desk. */
  readonly desk: string;
  readonly requestId: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** A site of an attacker's: pages by path, and the addresses at which it was visited. */
export async function attackerSite(host: "localhost" | "127.0.0.1") {
  const pages = new Map<string, string>();
  const visited: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? "/";
    visited.push(path);
    response.setHeader("content-type", "text/html");
    response.end(`<!doctype html><title>Prize</title>${pages.get(path) ?? ""}`);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://${host}:${(server.address() as AddressInfo).port}`,
    pages,
    visited,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const decide = ({ desk, requestId }: Known): string => `${desk}/requests/${requestId}/decide`;
const reviews = ({ desk, requestId }: Known): string => `${desk}/v1/requests/${requestId}/reviews`;
const review = ({ fields: { revision, digest } }: Known): string =>
  JSON.stringify({ decision: "approve", revision: Number(revision), digest });

function form(enctype: string, known: Known, more = ""): string {
  const inputs = Object.entries(known.fields).map(([name, value]) => `<input name="${name}" value="${value}">`);
  return `<form method="post" action="${decide(known)}" enctype="${enctype}" ${more}>${inputs.join("")}</form>`;
}
const submitted = "<script>document.forms[0].submit()</script>";
const fetched = (url: string, init: object): string =>
  `<script>fetch(${JSON.stringify(url)}, ${JSON.stringify({ method: "POST", credentials: "include", ...init })}).catch(() => {})</script>`;

const URLENCODED = "application/x-www-form-urlencoded";
const body = ({ fields }: Known): string => String(new URLSearchParams(fields));

/** Pages that try to approve for whoever opens them. */
export const PAGES: Readonly<Record<string, (known: Known) => string>> = {
  "a form": (known) => form(URLENCODED, known) + submitted,
  "a form of plain text": (known) => form("text/plain", known) + submitted,
  "a multipart form": (known) => form("multipart/form-data", known) + submitted,
  "a form into a window of its own": (known) =>
    `${form(URLENCODED, known, 'target="desk"')}<script>open("about:blank", "desk")</script>${submitted}`,
  "a fetch that reads nothing": (known) =>
    fetched(decide(known), { mode: "no-cors", headers: { "content-type": URLENCODED }, body: body(known) }),
  "a beacon": (known) =>
    `<script>navigator.sendBeacon("${decide(known)}", new URLSearchParams(${JSON.stringify(known.fields)}))</script>`,
  "JSON as plain text": (known) =>
    fetched(reviews(known), { mode: "no-cors", headers: { "content-type": "text/plain" }, body: review(known) }),
  "JSON without a type": (known) =>
    `<script>fetch("${reviews(known)}", { method: "POST", credentials: "include", mode: "no-cors", body: new Blob([${JSON.stringify(review(known))}]) })</script>`,
};

/** A page that asks first whether it may send JSON. */
export const asking = (known: Known): string =>
  `<script>fetch("${reviews(known)}", { method: "POST", credentials: "include", headers: { "content-type": "application/json" }, body: ${JSON.stringify(review(known))} }).then(() => "sent", () => "refused").then((how) => { document.title = how })</script>`;
