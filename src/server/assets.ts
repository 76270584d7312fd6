import { script } from "./console/script.js";
import { stylesheet } from "./console/styles/stylesheet.js";

const ASSETS: Readonly<Record<string, readonly [type: string, text: string]>> = {
  "console.css": ["text/css; charset=utf-8", stylesheet],
  "console.js": ["text/javascript; charset=utf-8", script],
};

/** The console's own files. They hold nothing of any request. */
export function asset(name: string): Response | undefined {
  const found = Object.hasOwn(ASSETS, name) ? ASSETS[name] : undefined;
  if (!found) return undefined;
  const [type, text] = found;
  return new Response(text, { headers: { "content-type": type, "cache-control": "public, max-age=300" } });
}
