import type { SlackOptions } from "countersign/transports/slack";

interface Real {
  readonly options: SlackOptions;
  readonly reviewer: string;
  /** How answers come in. */
  readonly by: string;
  /** Where people reach the desk. */
  readonly url?: string;
}

/** The options of the real Slack, where its variables are set; undefined where none of them is. */
export function optionsIn(env: Readonly<Record<string, string | undefined>>): Real | undefined {
  const given = (name: string) => env[`SLACK_${name}`] || undefined;
  const all = ["TEAM", "REVIEWER", "WEBHOOK_URL", "SIGNING_SECRET", "BOT_TOKEN", "CHANNEL", "APP_TOKEN"];
  if (all.every((name) => given(name) === undefined)) return undefined;
  const must = (name: string) => {
    const value = given(name);
    if (value === undefined) throw new Error(`set SLACK_${name}: docs/slack.md says where it is found`);
    return value;
  };
  const url = env["DESK_URL"] || undefined;
  const common = { team: must("TEAM") };
  const posting = () => ({ botToken: must("BOT_TOKEN"), channel: must("CHANNEL") });
  const rest = { reviewer: must("REVIEWER"), ...(url !== undefined && { url }) };
  const signed = `at DESK_URL/in/slack, which must lead to PORT on this machine`;
  if (given("WEBHOOK_URL"))
    return {
      options: { ...common, webhookUrl: must("WEBHOOK_URL"), signingSecret: must("SIGNING_SECRET") },
      by: signed,
      ...rest,
    };
  if (given("APP_TOKEN"))
    return { options: { ...common, ...posting(), appToken: must("APP_TOKEN") }, by: "over Socket Mode", ...rest };
  return { options: { ...common, ...posting(), signingSecret: must("SIGNING_SECRET") }, by: signed, ...rest };
}
