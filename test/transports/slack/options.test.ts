import { inspect } from "node:util";
import { afterEach, describe, expect, test } from "vitest";
import { staticDirectory } from "../../../src/directories/static.js";
import { createCountersign, isCountersignError } from "../../../src/index.js";
import { policy } from "../../../src/policy.js";
import { fakeClock, inMemory, memoryApprover } from "../../../src/testing/testing.js";
import { slackOn } from "../../../src/transports/slack/slack-on.js";
import { slack } from "../../../src/transports/slack.js";
import { APPROVE, asks, closeAll, closing, note, optionsFor, PEOPLE, served, until, workspace } from "./office.js";

afterEach(closeAll);

const SECRET = "5eecret-of-the-app";
const webhookUrl = "https://hooks.slack.com/services/T1/B1/5eecret";
const HOOK = { team: "T1", signingSecret: SECRET, webhookUrl };
const APP = { team: "T1", signingSecret: SECRET, botToken: "xoxb-5eecret", channel: "C1" };
const SOCKET = { team: "T1", appToken: "xapp-5eecret", botToken: "xoxb-5eecret", channel: "C1" };

describe("a transport", () => {
  test.each([
    ["a webhook", HOOK, { name: "slack", capabilities: { proof: "L1", modify: false, update: true } }],
    ["a bot", APP, { name: "slack", capabilities: { proof: "L1", modify: true, update: true } }],
    ["a socket", SOCKET, { name: "slack-socket", capabilities: { proof: "L1", modify: true, update: true } }],
  ])("of %s has a name, and says what it can", (_, options, expected) => {
    const made = slack(options);
    expect(made).toMatchObject(expected);
    expect([made.receive !== undefined, made.connect !== undefined]).toEqual(
      made.name === "slack" ? [true, false] : [false, true],
    );
  });
  test.each([
    ["GovSlack's webhook", { ...HOOK, webhookUrl: "https://hooks.slack-gov.com/services/T1/B1/x" }],
    ["GovSlack's API", { ...APP, apiUrl: "https://slack-gov.com/api/" }],
    ["an organisation", { ...APP, team: "E1" }],
    ["an app", { ...APP, appId: "A1", name: "finance", byEmail: { issuer: "https://idp.example" } }],
    ["a stand-in", { ...APP, apiUrl: "http://127.0.0.1:1/api/", network: "any" }],
  ])("may be of %s", (_, options) => {
    expect(slack(options as never).capabilities.proof).toBe("L1");
  });
  test.each<[string, object, Record<string, unknown>]>([
    ["slack.team", HOOK, { team: undefined }],
    ["slack.team", HOOK, { team: "acme" }],
    ["slack.team", HOOK, { team: "C123" }],
    ["slack.team", HOOK, { team: "E1" }],
    ["slack.team", APP, { team: ["T1"] }],
    ["slack.appId", HOOK, { appId: "my app" }],
    ["slack.name", HOOK, { name: "a/b" }],
    ["slack.name", HOOK, { name: "" }],
    ["slack.name", HOOK, { name: "x".repeat(65) }],
    ["slack.network", HOOK, { network: "public" }],
    ["slack.signingSecret", HOOK, { signingSecret: undefined }],
    ["slack.signingSecret", HOOK, { signingSecret: "" }],
    ["slack.signingSecret", HOOK, { signingSecret: `${SECRET}\n` }],
    ["slack.webhookUrl", HOOK, { webhookUrl: "5eecret" }],
    ["slack.webhookUrl", HOOK, { webhookUrl: "http://hooks.slack.com/services/5eecret" }],
    ["slack.webhookUrl", HOOK, { webhookUrl: "https://hooks.slack.com.evil.example/5eecret" }],
    ["slack.webhookUrl", HOOK, { webhookUrl: "https://hooks.slack.com@evil.example/5eecret" }],
    ["slack.webhookUrl", HOOK, { webhookUrl: "https://5eecret:x@hooks.slack.com/services" }],
    ["slack.webhookUrl", HOOK, { webhookUrl: "https://127.0.0.1/5eecret" }],
    ["slack.webhookUrl", HOOK, { webhookUrl: "http://evil.example/5eecret", network: "any" }],
    ["slack.botToken", HOOK, { botToken: "xoxb-5eecret" }],
    ["slack.byEmail", HOOK, { byEmail: { issuer: "x" } }],
    ["slack.channel", APP, { channel: "#approvals" }],
    ["slack.channel", APP, { channel: undefined }],
    ["slack.botToken", APP, { botToken: undefined }],
    ["slack.botToken", APP, { botToken: "xapp-5eecret" }],
    ["slack.botToken", APP, { botToken: "xoxb-5eecret two" }],
    ["slack.apiUrl", APP, { apiUrl: "https://slack.com/api" }],
    ["slack.apiUrl", APP, { apiUrl: "https://slack.com/api/?5eecret=/" }],
    ["slack.apiUrl", APP, { apiUrl: "https://evil.example/api/" }],
    ["slack.apiUrl", APP, { apiUrl: "http://slack.com/api/" }],
    ["slack.byEmail.issuer", APP, { byEmail: { issuer: "" } }],
    ["slack.byEmail.issuer", APP, { byEmail: true }],
    ["slack.byEmail.issuer", APP, { byEmail: null }],
    ["slack.webhookURL", APP, { webhookURL: webhookUrl }],
    ["slack.appToken", SOCKET, { appToken: "xoxb-5eecret" }],
    ["slack.signingSecret", SOCKET, { signingSecret: SECRET }],
    ["slack.appToken", HOOK, { appToken: "xapp-5eecret" }],
  ])("says %s where it cannot work, and no secret (%#)", (where, base, wrong) => {
    const error = thrownBy(() => slack({ ...base, ...wrong } as never));
    expect(isCountersignError(error, "input")).toBe(true);
    expect(error.message).toContain(`${where}:`);
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain("5eecret");
  });
  test.each([undefined, null, "x", {}])("needs options, and %j are none", (options) => {
    expect(
      isCountersignError(
        thrownBy(() => slack(options as never)),
        "input",
      ),
    ).toBe(true);
  });
});

function thrownBy(work: () => unknown): Error {
  try {
    work();
  } catch (error) {
    return error as Error;
  }
  throw new Error("nothing was thrown");
}

describe("a desk with two of them", () => {
  const config = () => ({
    ...inMemory(memoryApprover({}), fakeClock(new Date().toISOString())),
    directory: staticDirectory(PEOPLE),
    policy: policy({ id: "p", rules: [asks()] }),
  });
  test("wants two names", () => {
    expect(() => createCountersign({ ...config(), transports: [slack(HOOK), slack(APP)] })).toThrow(
      expect.objectContaining({ code: "input", message: expect.stringContaining('named "slack"') }),
    );
  });
  test("brings a request to both channels, and either decides it for both", async () => {
    const parts = config();
    const [one, two] = [await workspace(parts.clock as never), await workspace(parts.clock as never)];
    const transports = [one, two].map((place, at) =>
      slackOn({ ...optionsFor("app", place), name: `slack-${at}` }, { clock: parts.clock }),
    );
    const cs = createCountersign({ ...parts, transports });
    closing(() => cs.close());
    two.requestUrl = await served(cs.desk, "slack-1");
    const done = cs.guard(({ text }) => text, note).attempt({ text: "hi" });
    await until(() => one.messages().length === 1 && two.messages().length === 1);
    await two.press("U1", two.messages()[0] as never, APPROVE);
    expect(await done).toMatchObject({ ok: true, value: "hi" });
    for (const place of [one, two]) await until(() => place.messages()[0]?.text.startsWith("Approved and run"));
  });
});
