import { expect, test } from "vitest";
import type { Json } from "../../../src/canonical.js";
import { SECRET_FORMS } from "../../../src/policy/guardrail/secret-forms.js";
import { secretIn } from "../../../src/policy/guardrail/secrets.js";
import { said } from "./inspected.js";

const b32 = "ABCDEFGHIJ234567".repeat(9);
const hex = "0123456789abcdef".repeat(9);
const mixed = "aB3dE5gH7jK9".repeat(15);
const letters = "abcdefGHIJKL".repeat(9);
const dashes = "-".repeat(5);

/** One text of each form, put together here so that no scanner sees one. */
const EACH: readonly (readonly [name: string, text: string])[] = [
  ["a private key", `${dashes}BEGIN EC PRIVATE KEY${dashes}`],
  ["a private key", `${dashes}BEGIN PGP PRIVATE KEY BLOCK${dashes}`],
  ["a private key", `PuTTY-User-Key-${"File"}-3: ssh-ed25519`],
  ["a private key", `AGE-SECRET-${"KEY"}-1${b32.slice(0, 58)}`],
  ["an AWS access key", `AK${"IA"}${b32.slice(0, 16)}`],
  ["a GitHub token", `gh${"o_"}${mixed.slice(0, 36)}`],
  ["a GitHub token", `github_${"pat_"}${mixed.slice(0, 22)}_${mixed.slice(0, 59)}`],
  ["a GitLab token", `glp${"at-"}${mixed.slice(0, 20)}`],
  ["a Slack token", `xox${"p-"}1234567890-${mixed.slice(0, 20)}`],
  ["a Slack token", `xapp-1-A0123456789-1234567890123-${hex.slice(0, 64)}`],
  ["a Slack web hook", `https://hooks.slack.com/${"services"}/T01234567/B01234567/${mixed.slice(0, 24)}`],
  ["a Discord web hook", `https://discord.com/api/${"webhooks"}/123456789012345678/${mixed.slice(0, 68)}`],
  ["a Stripe key", `sk_${"live_"}${mixed.slice(0, 24)}`],
  ["a Stripe key", `wh${"sec_"}${mixed.slice(0, 32)}`],
  ["a Google key", `AI${"za"}${mixed.slice(0, 35)}`],
  ["a Google key", `ya29${"."}${mixed.slice(0, 60)}`],
  ["an npm token", `npm${"_"}${mixed.slice(0, 36)}`],
  ["a PyPI token", `pypi-${"AgE"}${mixed.slice(0, 90)}`],
  ["a RubyGems key", `rubygems${"_"}${hex.slice(0, 48)}`],
  ["an Anthropic key", `sk-${"ant-"}api03-${mixed.slice(0, 93)}`],
  ["an OpenAI key", `sk-${"proj-"}${mixed.slice(0, 80)}`],
  ["an OpenAI key", `sk-${mixed.slice(0, 20)}T3Blbk${"FJ"}${mixed.slice(0, 20)}`],
  ["an OpenAI key", `sk-${mixed.slice(0, 48)}`],
  ["a SendGrid key", `SG${"."}${mixed.slice(0, 22)}.${mixed.slice(0, 43)}`],
  ["a Twilio key", `SK${hex.slice(0, 32)}`],
  ["a Mailgun key", `key-${hex.slice(0, 32)}`],
  ["a Mailchimp key", `${hex.slice(0, 32)}-us21`],
  ["a Hugging Face token", `hf${"_"}${letters.slice(0, 34)}`],
  ["a DigitalOcean token", `dop_${"v1_"}${hex.slice(0, 64)}`],
  ["a Databricks token", `dapi${hex.slice(0, 32)}`],
  ["a Shopify token", `shp${"at_"}${hex.slice(0, 32)}`],
  ["a Square token", `sq0${"atp-"}${mixed.slice(0, 22)}`],
  ["a Telegram token", `1234567890:${"AA"}${mixed.slice(0, 33)}`],
  ["a Vault token", `hvs${"."}${mixed.slice(0, 90)}`],
  ["a Grafana token", `glsa${"_"}${mixed.slice(0, 32)}_${hex.slice(0, 8)}`],
  ["an Atlassian token", `ATA${"TT3"}${mixed.slice(0, 90)}`],
  ["a New Relic key", `NRAK-${b32.slice(0, 27)}`],
  ["a Postman key", `PMAK-${hex.slice(0, 24)}-${hex.slice(0, 34)}`],
  ["a Linear key", `lin_${"api_"}${mixed.slice(0, 40)}`],
  ["a Notion key", `ntn${"_"}${mixed.slice(0, 46)}`],
  ["a Groq key", `gsk${"_"}${mixed.slice(0, 52)}`],
  ["a Docker token", `dckr_${"pat_"}${mixed.slice(0, 27)}`],
  ["an Azure key", `AccountKey=${mixed.slice(0, 86)}==`],
  ["a signed Azure address", `?sv=2024&sig=${mixed.slice(0, 44)}%3D`],
  [
    "a signed token (JWT)",
    [`ey${"J"}${mixed.slice(0, 30)}`, `ey${"J"}${mixed.slice(0, 60)}`, mixed.slice(0, 43)].join("."),
  ],
];

test.each(EACH)("%s is named: %j", (name, text) => {
  expect(secretIn(text)).toBe(name);
  expect(secretIn(`Use ${text}, please.`)).toBe(name);
});

test("every form has a text above, and no other form is met first", () => {
  const named = new Set(EACH.map(([name]) => name));
  expect(SECRET_FORMS.map(([name]) => name).filter((name) => !named.has(name))).toEqual([]);
});

test.each(EACH)("%s is none when it is cut short: %j", (_, text) => {
  expect(secretIn(text.slice(0, 14))).toBeUndefined();
});

const word = ["hun", "ter2"].join("");

test.each<readonly [Json, string]>([
  [{ password: word }, 'a password in "password"'],
  [{ db: { dbPassword: word } }, 'a password in "db.dbPassword"'],
  [{ DB_PASSWORD: "correcthorse" }, 'a password in "DB_PASSWORD"'],
  [{ passwords: 1, passcode: 482_913 }, 'a password in "passcode"'],
  [{ password: ["x", word] }, 'a password in "password.1"'],
  [{ apiKey: `${word}${word}` }, 'a credential in "apiKey"'],
  [{ client_secret: `${word}${word}` }, 'a credential in "client_secret"'],
  [{ auth: { access_token: hex.slice(0, 24) } }, 'a credential in "auth.access_token"'],
  [{ env: `export API_KEY=${hex.slice(0, 32)}` }, 'a credential in "env"'],
  [{ note: `the password is ${word}` }, 'a password in "note"'],
  [{ note: `login: ana / password: "${word}"` }, 'a password in "note"'],
  [{ url: `postgres://ana:${word}@db/shop` }, 'a password in an address in "url"'],
  [{ header: `Authorization: Bearer ${mixed.slice(0, 40)}` }, 'a credential in "header"'],
  [{ text: `gh\u200b${"p_"}${mixed.slice(0, 36)}` }, 'a GitHub token in "text"'],
  [{ [`gh${"p_"}${mixed.slice(0, 36)}`]: 1 }, "a GitHub token as a key"],
  [{ password: "" }, "passes"],
  [{ password: "********" }, "passes"],
  [{ password: "<password>" }, "passes"],
  [{ password: "changeme" }, "passes"],
  [{ password: "must be longer than 8 characters" }, "passes"],
  [{ apiKey: "process.env.API_KEY" }, "passes"],
  [{ token: "{{ secrets.TOKEN }}" }, "passes"],
  [{ token: "next-page" }, "passes"],
  [{ passwordResetAt: "2026-01-04T10:00:00Z" }, "passes"],
  [{ maxTokens: 4096 }, "passes"],
  [{ url: "postgres://user:password@db/shop" }, "passes"],
  [{ note: "password: see the vault" }, "passes"],
])("%j: %s", async (value, finding) => expect(await said("secrets", value)).toBe(finding));
