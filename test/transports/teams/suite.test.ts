import { afterEach, describe, test } from "vitest";
import { transportSuite } from "../../../src/testing/transport-suite.js";
import { botHost, type Host, webhookHost } from "./hosts.js";

const open: Host[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});
const transportOf = async (making: Promise<Host>) => {
  const made = await making;
  open.push(made);
  return made.transport;
};

describe("a bot", () => transportSuite(test, () => transportOf(botHost())));
describe("a workflow", () => transportSuite(test, () => transportOf(webhookHost())));
