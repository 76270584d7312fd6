const LOCAL = /[\p{L}\p{N}._%+&'*=~^-]/u;
const HOST = /[\p{L}\p{N}.-]/u;
const LONGEST = { local: 64, host: 253 } as const;
const LAST = /\.(?:\p{L}{2,24}|xn--[a-z0-9-]{2,59})$/iu;
const LABEL = /^[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?$/u;

// "logo@2x.png" is a file.
const FILES = /\.(?:png|jpe?g|gif|svg|webp|css|jsx?|tsx?|json|html?|txt)$/i;

/** Whether a text holds an e-mail address: of a host with a dot, and not `git@host:` of a repository. */
export function holdsMailAddress(text: string): boolean {
  for (let at = text.indexOf("@"); at >= 0; at = text.indexOf("@", at + 1)) if (isAddressAt(text, at)) return true;
  return false;
}

function isAddressAt(text: string, at: number): boolean {
  const local = before(text, at);
  if (!/[\p{L}\p{N}]/u.test(local)) return false;
  const host = after(text, at);
  if (local === "git" && text[at + 1 + host.length] === ":") return false;
  const name = host.replace(/[.-]{1,253}$/, "");
  return LAST.test(name) && !FILES.test(name) && name.split(".").every((label) => LABEL.test(label));
}

function before(text: string, at: number): string {
  let start = at;
  while (start > 0 && at - start < LONGEST.local && LOCAL.test(text[start - 1] as string)) start--;
  return text.slice(start, at);
}

function after(text: string, at: number): string {
  let end = at + 1;
  while (end < text.length && end - at <= LONGEST.host && HOST.test(text[end] as string)) end++;
  return text.slice(at + 1, end);
}
