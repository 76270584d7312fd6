/** What a secret is called, and the form that only it has. */
export type SecretForm = readonly [name: string, form: RegExp];

// Each form begins with something that cannot begin again inside what follows it without a break, or ends after a fixed
// number of characters: so none reads a text more than a few times. The forms are those that their issuers publish.
const START = "(?<![A-Za-z0-9])";
const form = (expression: string, flags = ""): RegExp => new RegExp(START + expression, flags);

/** Keys and tokens that say themselves what they are. */
export const SECRET_FORMS: readonly SecretForm[] = [
  ["a private key", /-----BEGIN (?:[A-Z0-9]{1,20} ){0,3}PRIVATE KEY(?: BLOCK)?-----/],
  ["a private key", /PuTTY-User-Key-File-\d/],
  ["a private key", form("AGE-SECRET-KEY-1[0-9A-Z]{58}")],
  ["an AWS access key", form("(?:A3T[A-Z0-9]|AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}(?![A-Za-z0-9])")],
  ["a GitHub token", form("(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_\\w{40})")],
  ["a GitLab token", form("gl(?:pat|dt|rt|ptt|ft|soat|cbt|agent|imt)-[\\w-]{20}")],
  ["a Slack token", form("(?:xox[abeoprs]-[\\w-]{10}|xapp-\\d-[A-Z0-9]{8,14}-\\d{8,16}-[a-z0-9]{20})")],
  ["a Slack web hook", /hooks\.slack\.com\/(?:services|workflows|triggers)\/[A-Z0-9]{8,14}\/[\w/]{20}/],
  ["a Discord web hook", /discord(?:app)?\.com\/api\/webhooks\/\d{16,22}\/[\w-]{40}/],
  ["a Stripe key", form("(?:[sr]k_(?:live|test|prod)_[A-Za-z0-9]{16}|whsec_[A-Za-z0-9+/]{24})")],
  ["a Google key", form("(?:AIza[\\w-]{35}|GOCSPX-[\\w-]{28}|ya29\\.[\\w-]{20})")],
  ["an npm token", form("npm_[A-Za-z0-9]{36}")],
  ["a PyPI token", form("pypi-AgE[\\w-]{50}")],
  ["a RubyGems key", form("rubygems_[0-9a-f]{48}")],
  ["an Anthropic key", form("sk-ant-[\\w-]{20}")],
  [
    "an OpenAI key",
    form("sk-(?:(?:proj|svcacct|admin|None)-[\\w-]{20}|[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20}|[A-Za-z0-9]{48})"),
  ],
  ["a SendGrid key", form("SG\\.[\\w-]{22}\\.[\\w-]{43}")],
  ["a Twilio key", form("SK[0-9a-f]{32}(?![A-Za-z0-9])")],
  ["a Mailgun key", form("key-[0-9a-f]{32}(?![A-Za-z0-9])")],
  ["a Mailchimp key", form("[0-9a-f]{32}-us\\d{1,2}(?!\\w)")],
  ["a Hugging Face token", form("hf_[A-Za-z]{34}")],
  ["a DigitalOcean token", form("do[opr]_v1_[0-9a-f]{64}")],
  ["a Databricks token", form("dapi[0-9a-f]{32}")],
  ["a Shopify token", form("shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}")],
  ["a Square token", form("sq0(?:atp|csp)-[\\w-]{22}")],
  ["a Telegram token", form("\\d{8,10}:AA[\\w-]{33}")],
  ["a Vault token", form("hv[sbr]\\.[\\w-]{24}")],
  ["a Grafana token", form("gl(?:sa_[A-Za-z0-9]{32}_[0-9a-f]{8}|c_[A-Za-z0-9+/]{32})")],
  ["an Atlassian token", form("ATATT3[\\w-]{60}")],
  ["a New Relic key", form("NRAK-[A-Z0-9]{27}")],
  ["a Postman key", form("PMAK-[0-9a-f]{24}-[0-9a-f]{34}")],
  ["a Linear key", form("lin_(?:api|oauth)_[A-Za-z0-9]{32}")],
  ["a Notion key", form("(?:secret_[A-Za-z0-9]{43}|ntn_[A-Za-z0-9]{40})")],
  ["a Groq key", form("gsk_[A-Za-z0-9]{40}")],
  ["a Docker token", form("dckr_(?:pat|oat)_[\\w-]{24}")],
  ["an Azure key", /(?:AccountKey|SharedAccessKey)=[A-Za-z0-9+/]{40}/],
  ["a signed Azure address", /[?&]sig=[A-Za-z0-9%+/]{40}/],
  ["a signed token (JWT)", /(?<![\w-])eyJ[\w-]{10,2000}\.eyJ[\w-]{10,4000}\.[\w-]{16}/],
];
