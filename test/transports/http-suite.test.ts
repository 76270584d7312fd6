import { afterEach, test } from "vitest";
import { transportSuite } from "../../src/testing/transport-suite.js";
import { type Hook, hook } from "./hook.js";

const open: Hook[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

transportSuite(test, async () => {
  const made = await hook();
  open.push(made);
  return made.transport;
});
