/** What a program and a person do at the desk of `desk.mjs`, over HTTP: look at its keys and list, open the page, approve. */
export async function visited(origin: string): Promise<readonly [what: string, said: unknown][]> {
  const send = (path: string, init: RequestInit = {}) =>
    fetch(`${origin}${path}`, { redirect: "manual", ...init, headers: { "x-person": "ana", ...init.headers } });
  const tried = async () => (await send("/try")).json();
  const before = await tried();
  const keys = (await (await send("/countersign/keys")).json()) as { keys: { kty?: string }[] };
  const list = await send("/countersign/v1/requests");
  const { items } = (await list.json()) as { items: { requestId: string; action: string }[] };
  const path = `/countersign/requests/${items[0]?.requestId}`;
  const page = await send(path);
  const html = await page.text();
  const answer = await send(`${path}/decide`, {
    method: "POST",
    body: new URLSearchParams([...hiddenIn(html), ["decision", "approve"]]),
    headers: { cookie: cookiesOf(page), origin },
  });
  const nobody = await fetch(`${origin}/countersign/v1/requests`);
  return [
    ["the call before", before],
    ["keys", keys.keys.map(({ kty }) => kty)],
    ["without a sign-in", nobody.status],
    ["the list", items.map(({ action }) => action)],
    ["the page", [page.status, page.headers.get("x-frame-options"), html.includes("Rome")]],
    ["the form", [answer.status, answer.headers.get("location")?.replace(/\/req_[0-9a-f]+/, "/ID")]],
    ["the call after", await tried()],
  ];
}

const hiddenIn = (html: string): [string, string][] =>
  [...html.matchAll(/type="hidden" name="([^"]*)" value="([^"]*)"/g)].map(([, name = "", value = ""]) => [name, value]);

const cookiesOf = ({ headers }: Response): string =>
  headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");

/** What each of them says, in every runtime. */
export const SAID = [
  ["the call before", { ok: false, code: "pending" }],
  ["keys", ["OKP"]],
  ["without a sign-in", 401],
  ["the list", ["parcel.move"]],
  ["the page", [200, "DENY", true]],
  ["the form", [303, "/countersign/requests/ID?said=resolved"]],
  ["the call after", { ok: true, value: { moved: "Rome" } }],
];
