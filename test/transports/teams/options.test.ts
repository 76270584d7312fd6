import { describe, expect, test } from "vitest";
import { teams } from "../../../src/transports/teams.js";

const SECRET = "s3cret-s3cret";
const webhookUrl = `https://abc.11.environment.api.powerplatform.com:443/powerautomate/automations/direct/workflows/1/triggers/manual/paths/invoke?api-version=1&sp=%2Ftriggers&sv=1.0&sig=${SECRET}`;
const bot = {
  appId: "00000000-0000-4000-8000-000000000001",
  appSecret: SECRET,
  tenant: "00000000-0000-4000-8000-000000000002",
  conversation: "19:abc@thread.tacv2",
};
const cloud = {
  issuer: "https://api.botframework.example",
  metadata: "https://login.botframework.example/metadata",
  login: "https://login.example/",
  scope: "https://api.botframework.example/.default",
};

describe("a workflow", () => {
  test("tells, and takes nothing in", () => {
    const transport = teams({ webhookUrl });
    expect(transport).toMatchObject({
      name: "teams",
      capabilities: { proof: false, modify: false, update: false, maxBytes: 24_000 },
    });
    expect(transport.receive).toBeUndefined();
    expect(transport.update).toBeUndefined();
  });
  test.each<[string, Readonly<Record<string, unknown>>]>([
    ["teams.webhookUrl", { webhookUrl: `http://hooks.example/${SECRET}` }],
    ["teams.webhookUrl", { webhookUrl: `https://10.0.0.1/${SECRET}` }],
    ["teams.webhookUrl", { webhookUrl: SECRET }],
    ["teams.webhookUrl", { webhookUrl: undefined }],
    ["teams.webhookUrl", { webhookUrl: `https://user:${SECRET}@hooks.example/` }],
    ["teams.payload", { webhookUrl, payload: "text" }],
    ["teams.network", { webhookUrl, network: "private" }],
    ["teams.name", { webhookUrl, name: "a/b" }],
    ["teams.appId", { webhookUrl, ...bot }],
    ["teams.extra", { webhookUrl, extra: SECRET }],
  ])("says %s where it cannot work (%#), and no secret", (where, options) => {
    const make = () => teams(options as never);
    expect(make).toThrow(expect.objectContaining({ code: "input", message: expect.stringContaining(`${where}:`) }));
    expect(make).toThrow(expect.objectContaining({ message: expect.not.stringContaining(SECRET) }));
  });
  test.each([
    `https://contoso.webhook.office.com/webhookb2/${SECRET}`,
    `https://WEBHOOK.OFFICE.COM/webhookb2/${SECRET}`,
    `https://outlook.office.com/webhook/${SECRET}`,
    `https://outlook.office365.com/webhook/${SECRET}`,
  ])("is no connector, which is retired (%#): the error says what to make in its place", (url) => {
    const make = () => teams({ webhookUrl: url });
    expect(make).toThrow(/retired.*make a workflow/);
    expect(make).toThrow(expect.objectContaining({ message: expect.not.stringContaining(SECRET) }));
  });
  test("may stand at any other host: Microsoft has moved them twice", () => {
    for (const host of ["prod-01.westeurope.logic.azure.com", "hooks.example", "notwebhook.office.com"])
      expect(teams({ webhookUrl: `https://${host}/workflows/1?sig=x` }).name).toBe("teams");
  });
});

describe("a bot", () => {
  test("takes decisions of proof L1, modifications too", () => {
    const transport = teams({ ...bot, name: "finance-teams" });
    expect(transport).toMatchObject({
      name: "finance-teams",
      capabilities: { proof: "L1", modify: true, update: true, maxBytes: 24_000 },
    });
    expect(transport.receive).toBeTypeOf("function");
  });
  test.each<[string, Readonly<Record<string, unknown>>]>([
    ["teams.appId", { appId: undefined }],
    ["teams.appId", { appId: bot.appId.replace("0001", "000A") }],
    ["teams.tenant", { tenant: "common" }],
    ["teams.tenant", { tenant: "contoso.onmicrosoft.com" }],
    ["teams.appSecret", { appSecret: "" }],
    ["teams.appSecret", { appSecret: `${SECRET}\n` }],
    ["teams.conversation", { conversation: "" }],
    ["teams.conversation", { conversation: "19:abc@thread.tacv2;messageid=1" }],
    ["teams.conversation", { conversation: "a b" }],
    ["teams.serviceUrl", { serviceUrl: "http://smba.example/teams" }],
    ["teams.serviceUrl", { serviceUrl: `https://smba.example/teams?${SECRET}` }],
    ["teams.serviceUrl", { cloud }],
    ["teams.serviceUrl", { cloud: "china" }],
    ["teams.cloud", { cloud: "moon" }],
    ["teams.cloud", { cloud: "toString" }],
    ["teams.cloud", { cloud: null }],
    ["teams.cloud.extra", { cloud: { ...cloud, extra: SECRET } }],
    ["teams.cloud.metadata", { cloud: { ...cloud, metadata: "http://login.example/" } }],
    ["teams.cloud.login", { cloud: { ...cloud, login: undefined } }],
    ["teams.cloud.scope", { cloud: { ...cloud, scope: "" } }],
    ["teams.cloud.issuer", { cloud: { ...cloud, issuer: "https://sts.windows.net/x/" } }],
    ["teams.cloud.issuer", { cloud: { ...cloud, issuer: "https://login.microsoftonline.com/x/v2.0" } }],
    ["teams.cloud.accounts", { cloud: { ...cloud, accounts: 7 } }],
    ["teams.name", { name: "" }],
    ["teams.payload", { payload: "card" }],
  ])("says %s where %j cannot work, and no secret", (where, wrong) => {
    const make = () => teams({ ...bot, ...wrong } as never);
    expect(make).toThrow(expect.objectContaining({ code: "input", message: expect.stringContaining(`${where}:`) }));
    expect(make).toThrow(expect.objectContaining({ message: expect.not.stringContaining(SECRET) }));
  });
  test.each(["public", "usgov", "dod"] as const)("is known to have a service in the cloud %s", (name) => {
    expect(teams({ ...bot, cloud: name }).name).toBe("teams");
  });
  test("may be in a cloud of its own", () => {
    expect(teams({ ...bot, cloud, serviceUrl: "https://smba.example/teams/" }).name).toBe("teams");
    expect(teams({ ...bot, cloud: "china", serviceUrl: "https://smba.example/teams" }).name).toBe("teams");
  });
});

test("a transport needs options", () => {
  for (const options of [undefined, null, "https://hooks.example"])
    expect(() => teams(options as never)).toThrow(expect.objectContaining({ code: "input" }));
});
