import type { deskServer } from "./desk-server.js";

type Server = Pick<ReturnType<typeof deskServer>, "send">;

/** A browser without JavaScript: follows redirects, keeps cookies, fills forms by what the page has. */
export function visitor({ send }: Server, as: string) {
  const jar = new Map<string, string>();
  const go = async (path: string, init: RequestInit = {}): Promise<{ status: number; path: string; html: string }> => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const answer = await send(path, { ...init, as, headers: { ...(init.headers as object), cookie } });
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ""] = line.split(";");
      jar.set(pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1));
    }
    const next = answer.headers.get("location");
    if (next?.startsWith("/countersign")) return go(next.slice("/countersign".length));
    return { status: answer.status, path, html: await answer.text() };
  };
  const open = (path: string) => go(path);
  const hidden = (html: string): Record<string, string> =>
    Object.fromEntries(
      [...html.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)].map(([, name, value]) => [
        name,
        value,
      ]),
    );
  const submit = (path: string, fields: Record<string, string>, headers: Record<string, string> = SAME_ORIGIN) =>
    go(path, {
      method: "POST",
      body: new URLSearchParams(fields).toString(),
      headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
    });
  return { open, hidden, submit, jar };
}

export const SAME_ORIGIN = { origin: "http://127.0.0.1:8080", "sec-fetch-site": "same-origin" };
