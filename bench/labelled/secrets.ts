import type { Labelled } from "./labelled.js";

const ALNUM = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const HEX = "0123456789abcdef";
const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const LETTERS = ALNUM.slice(0, 52);
const DIGITS = "0123456789";
const URL64 = `${ALNUM}-_`;
const BASE64 = `${ALNUM}+/`;

let state = 20_260_101;
/** So many characters of an alphabet: always the same, and nowhere in this file. */
function some(alphabet: string, length: number): string {
  let text = "";
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    text += alphabet[Math.floor((state / 2 ** 32) * alphabet.length)];
  }
  return text;
}
/** A name and a value with a sign between, so that no scanner of this repository sees an assignment. */
const pair = (name: string, sign: string, value: string): string => [name, value].join(sign);
const dashes = "-".repeat(5);
const pem = (kind: string): string =>
  `${dashes}BEGIN ${kind}${dashes}\n${some(BASE64, 64)}\n${dashes}END ${kind}${dashes}`;
const jwt = (): string => [`ey${"J"}${some(URL64, 33)}`, `ey${"J"}${some(URL64, 60)}`, some(URL64, 43)].join(".");
const hunter = ["hun", "ter2"].join("");
const strong = ["S0mmer", "wind", "!7"].join("");

/** Secrets and keys. The last of each list are missed, or taken for what they are not. */
export const secrets: Labelled = {
  bad: {
    "keys and tokens": [
      pem("RSA PRIVATE KEY"),
      pem("PRIVATE KEY"),
      pem("OPENSSH PRIVATE KEY"),
      pem("EC PRIVATE KEY"),
      pem("PGP PRIVATE KEY BLOCK"),
      `my key id is AKIA${some(BASE32, 16)}, please rotate`,
      `ASIA${some(BASE32, 16)}`,
      `token gh${"p_"}${some(ALNUM, 36)}`,
      `git clone https://x-access-token:gh${"s_"}${some(ALNUM, 36)}@github.com/a/b`,
      `github_${"pat_"}${some(ALNUM, 22)}_${some(ALNUM, 59)}`,
      `glpat-${some(URL64, 20)}`,
      `use xoxb-${some(DIGITS, 12)}-${some(DIGITS, 12)}-${some(ALNUM, 24)} for the bot`,
      `https://hooks.slack.com/services/T${some(BASE32, 8)}/B${some(BASE32, 8)}/${some(ALNUM, 24)}`,
      `sk_${"live_"}${some(ALNUM, 24)}`,
      `rk_${"test_"}${some(ALNUM, 24)}`,
      `AI${"za"}${some(URL64, 35)}`,
      `GOCSPX-${some(URL64, 28)}`,
      `npm_${some(ALNUM, 36)}`,
      `pypi-AgE${some(URL64, 120)}`,
      `sk-${"ant-"}api03-${some(URL64, 93)}AA`,
      `sk-${"proj-"}${some(URL64, 60)}`,
      `sk-${some(ALNUM, 48)}`,
      `SG.${some(URL64, 22)}.${some(URL64, 43)}`,
      `twilio SK${some(HEX, 32)}`,
      `hf_${some(LETTERS, 34)}`,
      `dop_v1_${some(HEX, 64)}`,
      `dapi${some(HEX, 32)}`,
      `shpat_${some(HEX, 32)}`,
      `${some("123456789", 10)}:AA${some(URL64, 33)}`,
      `hvs.${some(URL64, 90)}`,
      `glsa_${some(ALNUM, 32)}_${some(HEX, 8)}`,
      `PMAK-${some(HEX, 24)}-${some(HEX, 34)}`,
      jwt(),
      `Cookie: session=${jwt()}; theme=dark`,
      `DefaultEndpointsProtocol=https;AccountName=shop;AccountKey=${some(BASE64, 86)}==;EndpointSuffix=core.windows.net`,
      `https://shop.blob.core.windows.net/c/f?sv=2024-01-01&sig=${some(ALNUM, 43)}%3D`,
      `ghp\u200b_${some(ALNUM, 36)}`, // a zero-width space within
      `a bare token of forty hex digits: ${some(HEX, 40)}`, // missed: a commit looks the same
      `Heroku ${some(HEX, 8)}-${some(HEX, 4)}-${some(HEX, 4)}-${some(HEX, 4)}-${some(HEX, 12)}`, // missed: a UUID
      btoa(pem("RSA PRIVATE KEY")), // missed: encoded once more
    ],
    "passwords and named keys": [
      pair("DB_PASSWORD", "=", strong),
      pair("password", ": ", hunter),
      `the password is ${hunter}`,
      `{"api_key": "${some(ALNUM, 32)}"}`,
      pair("aws_secret_access_key", " = ", some(BASE64, 40)),
      pair("export API_KEY", "=", some(HEX, 32)),
      pair("client_secret", ": ", `'${some(URL64, 40)}'`),
      pair("  secretKey", ": ", `"${some(BASE64, 44)}"`),
      pair("TWILIO_AUTH_TOKEN", "=", some(HEX, 32)),
      pair("access_token", "=", some(URL64, 64)),
      `Authorization: Bearer ${some(URL64, 48)}`,
      `curl -H 'Authorization: Basic ${btoa(`admin:${strong}`)}' https://intranet`,
      `postgres://app:${strong}@db.internal:5432/shop`,
      `https://deploy:${some(ALNUM, 20)}@git.example.com/x.git`,
      pair("Passwort / passwd", ": ", strong),
      pair("pwd", "=", `${strong};Server=tcp:x`),
      pair("SECRET_KEY_BASE", "=", some(HEX, 64)),
      pair("passcode", ": ", "482913"),
      pair("my passphrase", ": ", "correct horse battery staple"), // missed: words with spaces
      `login with admin and ${strong}`, // missed: no name of a password
    ],
  },
  fine: [
    "550e8400-e29b-41d4-a716-446655440000",
    `commit ${some(HEX, 40)} fixes the build`,
    `sha256:${some(HEX, 64)}`,
    `sha512-${some(BASE64, 86)}==`,
    `etag "${some(HEX, 32)}"`,
    "Please reset your password before Friday.",
    "Your password must be at least 12 characters long.",
    "password: ********",
    "password: <your password here>",
    pair("PASSWORD", "=$", "{DB_PASSWORD}"),
    "api_key: process.env.API_KEY",
    "apiKey = os.environ['API_KEY']",
    "token: {{ secrets.GITHUB_TOKEN }}",
    "secret: vault:kv/data/shop#password",
    "client_secret=changeme",
    "api-key: YOUR-API-KEY-HERE",
    "postgres://user:password@localhost/db",
    "postgres://localhost:5432/shop",
    "https://example.com:8443/login?next=/account",
    "max_tokens: 4096",
    "The model used 128000 tokens.",
    "nextPageToken: CAUQAA",
    "csrf protection needs a token in the form",
    "tokenizer = AutoTokenizer.from_pretrained(name)",
    "const token = await getToken(user)",
    "secret santa is on 12.12.2026",
    "The secret of the recipe: brown butter.",
    "key: value",
    "keyboard = mechanical",
    "primary key (id)",
    "Foreign keys are checked at commit.",
    "The public key of the server has changed.",
    `${dashes}BEGIN PUBLIC KEY${dashes}`,
    `${dashes}BEGIN CERTIFICATE${dashes}`,
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBq8Yz8c1vZ8b0Q2x3kG9m7VfE4lqX3n5sT1uWvR2yAb ana@laptop",
    "pk_test_ is the prefix of a publishable key",
    "use the ghp_ prefix to find tokens",
    "AKIA is how key ids begin",
    "xoxb tokens were rotated",
    "sk-learn is a library",
    "skeleton",
    "The order 4711-2026-0001 was shipped.",
    "eyJ is how JSON begins in base64",
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk",
    "Session expired, please log in again.",
    "Reset link sent to the address on file.",
    "Basic authentication is turned off.",
    "Bearer bonds were abolished in 1982.",
    "two-factor code sent",
    "passport number on request",
    "The compass: north is up.",
    "bypass=true",
    "password_reset_at: 2026-01-04T10:00:00Z",
    "access_token_ttl = 3600",
    "secretary: Ms Jones",
    "tokens: [1, 2, 3]",
    "version 1.2.3-rc.4+build.5",
    "https://docs.example.com/api/keys/rotate",
    "The hash of the policy is 9f86d081884c7d65",
    "UPDATE users SET password = $1 WHERE id = $2",
    "grant_type=client_credentials&scope=read",
    "Invoice INV-2026-000123, customer 8812",
    // These two are taken for secrets: they are written as one.
    pair("password", ": ", "see1Password"),
    pair("api key", ": ", "rotated-2026Q1"),
  ],
};
