import { afterEach, expect, test, vi } from "vitest";
import { refund as older } from "../refund-message.js";
import { botHost, failed, type Host, webhookHost } from "./hosts.js";

vi.mock("jose", () => {
  throw new Error("Cannot find package 'jose'");
});

const open: Host[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});
const refund = { ...older, expiresAt: new Date(Date.now() + 3_600_000) };

test("without jose a bot delivers nothing, as nobody's answer could be verified, and says what to install", async () => {
  const made = await botHost();
  open.push(made);
  const error = await failed(made.transport.deliver(refund));
  expect(error).toMatchObject({ code: "input", message: expect.stringContaining("npm install jose@6") });
  expect(made.standIn.seen).toEqual([]);
});

test("without jose a workflow works", async () => {
  const made = await webhookHost();
  open.push(made);
  expect((await made.transport.deliver(refund)).at).toBe("accepted");
});
