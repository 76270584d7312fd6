import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { SlackStandIn } from "../../../examples/slack/stand-in/slack.js";
import { type FakeClock, fakeClock } from "../../../src/testing/testing.js";
import { type Responses, responsesOf } from "../../../src/transports/slack/response.js";
import { closeAll, workspace } from "./office.js";
import { CARD } from "./stand-in-cards.js";

afterEach(closeAll);

let clock: FakeClock;
let slack: SlackStandIn;
let responses: Responses;
let url: string;
beforeEach(async () => {
  clock = fakeClock();
  slack = await workspace(clock);
  responses = responsesOf([new URL(slack.url).origin], clock);
  await fetch(slack.webhookUrl, { method: "POST", body: JSON.stringify({ text: "x", blocks: CARD }) });
  slack.requestUrl = "http://127.0.0.1:1/";
  const { payload } = await slack.press("U1", slack.messages()[0] as never, "deny");
  url = String(payload["response_url"]);
});
const said = (text: string) => () => ({ replace_original: true, text });
const shown = () => slack.messages()[0]?.text;

describe("the URL of a press", () => {
  test("updates its card, and one of its five uses is left to tell the next person why not", async () => {
    responses.keep("r", url);
    await responses.post(url, said("0")());
    for (const count of [1, 2, 3]) expect(await responses.update("r", said(String(count)))).toBe("posted");
    expect(await responses.update("r", said("4"))).toBe("unknown");
    expect(shown()).toBe("3");
    await responses.post(url, { response_type: "ephemeral", replace_original: false, text: "no" });
    expect(slack.ephemerals()).toHaveLength(1);
    await expect(responses.post(url, said("6")())).rejects.toThrow("Slack says used_url");
  });
  test("is good for less than the thirty minutes that Slack gives it", async () => {
    responses.keep("r", url);
    await clock.advance("28m");
    expect(await responses.update("r", said("1"))).toBe("posted");
    await clock.advance("61s");
    expect(await responses.update("r", said("2"))).toBe("unknown");
    expect(shown()).toBe("1");
  });
  test("gives way to that of a later press, and to nothing where that one leads elsewhere", async () => {
    responses.keep("r", `${url}-old`);
    responses.keep("r", url);
    expect(await responses.update("r", said("1"))).toBe("posted");
    responses.keep("r", "https://evil.example/");
    expect(await responses.update("r", said("2"))).toBe("unknown");
    expect(shown()).toBe("1");
  });
  test("is not used where there is nothing to say, and is of one request alone", async () => {
    responses.keep("r", url);
    expect(await responses.update("r", () => undefined)).toBe("unknown");
    expect(await responses.update("other", said("2"))).toBe("unknown");
    expect(shown()).toBe("x");
  });
  test("is forgotten where a thousand others came after it", async () => {
    responses.keep("r", url);
    for (let count = 0; count < 1000; count++) responses.keep(`r-${count}`, url);
    expect(await responses.update("r", said("1"))).toBe("unknown");
    expect(await responses.update("r-0", said("2"))).toBe("posted");
  });
});
