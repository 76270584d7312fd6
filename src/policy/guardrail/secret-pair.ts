const PASS = "pass(?:word|wd|phrase|code)|(?<![A-Za-z])(?:pass|pwd)";
const KEY = "(?:api|access|auth|account|private|secret|encryption|signing|master|app|service)[ _-]?key(?:[_-]base)?";
const TOKEN = "(?:(?:auth|access|api|refresh|session|bearer|secret|bot|deploy)[ _-]?|(?<![A-Za-z_-]))token|secret";
const NAME = `(${PASS})|${KEY}|${TOKEN}`;
const VALUE = "(?:\"([^\"\\s]{1,200})\"|'([^'\\s]{1,200})'|`([^`\\s]{1,200})`|([^\\s\"'`,;<>()[\\]]{1,200})(?![(\\w]))";

const PAIR = new RegExp(`(?:${NAME})["'\`]?[ \\t]{0,3}(?:=>|[:=]=?|is(?= ))[ \\t]{0,3}${VALUE}`, "gi");
const NAMED = new RegExp(`(?:${NAME})$`, "i");
const IN_ADDRESS = /:\/\/[^\s/:@?#]{0,100}:([^\s/@]{3,200})@/g;
const HEADER = /(?<![A-Za-z])(?:bearer|basic|authorization: token) {1,3}([A-Za-z0-9+/_.~=-]{16,400})/gi;

// What people write where a secret would be, and what code writes that reads one from elsewhere.
const STANDS_IN =
  /^(?:[x*•.#_-]+|[<$%{[@].*|(?:your|my|the|some|example|sample|dummy|fake|test)[-_ ].*|change-?me.*|placeholder.*|redacted|removed|hidden|masked|null|none|nil|undefined|true|false|string|text|required|optional|(?:pass|password|passwd|pwd|secret|token|credentials?|key)\d{0,3}|(?:process\.|os\.|import\.meta\.)?env(?:iron)?[.([].*|(?:vault|arn|ref|op|secret)[:+].*|[a-z][a-z0-9+.-]{0,15}:\/\/.*|[~.]{0,2}\/.{0,38})$/i;
const MEMBER = /^[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)+$/;
const DATED = /^v?\d+(?:[-./:]\d+)+(?:[T ].*)?$/;

/** Passwords and keys that only their name, or their place in an address or header, gives away. */
export function secretPairIn(text: string): string | undefined {
  for (const [, pass, double, single, back, bare = ""] of text.matchAll(PAIR)) {
    const quoted = double ?? single ?? back;
    if (quoted === undefined ? isBare(bare, pass) : isQuoted(quoted, pass)) return said(pass);
  }
  for (const [, password = ""] of text.matchAll(IN_ADDRESS))
    if (!STANDS_IN.test(password)) return "a password in an address";
  for (const [, token = ""] of text.matchAll(HEADER)) if (isBare(token, undefined)) return "a credential";
  return undefined;
}

/** Whether a member of this name holds a password or key. */
export function namedSecret(name: string, value: string): string | undefined {
  const named = name.length <= 100 ? NAMED.exec(name) : null;
  if (!named || value.length > 400 || /\s/.test(value)) return undefined;
  return isQuoted(value, named[1]) ? said(named[1]) : undefined;
}

const said = (pass: string | undefined): string => (pass === undefined ? "a credential" : "a password");

// A password may be digits alone, and, in quotes or as a member, letters alone.
const isQuoted = (value: string, pass: string | undefined): boolean =>
  looksRandom(value) || (pass !== undefined && (isCode(value) || (value.length >= 8 && !STANDS_IN.test(value))));
const isBare = (value: string, pass: string | undefined): boolean =>
  !MEMBER.test(value) && (looksRandom(value) || (pass !== undefined && isCode(value)));
const isCode = (value: string): boolean => /^\d{6,}$/.test(value);

function looksRandom(value: string): boolean {
  if (value.length < 6 || STANDS_IN.test(value) || DATED.test(value)) return false;
  const [letters, digits, signs] = [/[A-Za-z]/, /\d/, /[!@#$%^&*+=?~]/].map((kind) => kind.test(value));
  if (letters && digits) return true;
  return (letters && signs && value.length >= 8) || (value.length >= 20 && /[a-z]/.test(value) && /[A-Z]/.test(value));
}
