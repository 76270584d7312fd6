import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { beforeAll, describe, expect, test } from "vitest";

const bare = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(SLACK|TEAMS)_|^DESK_URL$/.test(name)),
);

/** What an example prints. Rejects, with what it printed, unless it exits with 0. */
const run = (name: string, env: Readonly<Record<string, string>> = {}) =>
  promisify(execFile)(process.execPath, ["--import", "tsx", `examples/${name}/main.ts`], { env: { ...bare, ...env } });

describe.each([
  ["slack", "Slack", { SLACK_TEAM: "T1" }, "set SLACK_REVIEWER: docs/slack.md says where it is found"],
  ["teams", "Teams", { TEAMS_TENANT: "t" }, "set TEAMS_APP_ID: docs/teams.md says where it is found"],
])("the example of %s", (name, vendor, partly, missing) => {
  let said = "";
  beforeAll(async () => {
    said = (await run(name)).stdout;
  });

  test("says that it is a stand-in", () => {
    const stand = `This is a stand-in of ${vendor} on this machine; nothing leaves it, and the people are scripted.`;
    expect(said).toContain(stand);
  });

  test("tells who is in the channel and not asked, and runs the call by one press of who is asked", () => {
    expect(said).toContain("eve presses Approve: Not recorded. You are not among the people this rule asks.");
    expect(said).toContain("ana presses Approve. The agent is told: 3 closed");
  });

  test("says a wrong amount at once, and runs the refund by the right one", () => {
    expect(said).toContain("ana types 260: That is not what `amount` says.");
    expect(said).toContain("ana types 620. The agent is told: 620 paid back for o-4466");
  });

  test("has a log that verifies", () => {
    expect(said).toMatch(/15 events, closed, .* 2 executed digests as approved\nnothing is wrong/);
  });

  test("names the variable that is missing where only some of the real one's are set", async () => {
    await expect(run(name, partly)).rejects.toMatchObject({ stderr: expect.stringContaining(missing) });
  });
});
