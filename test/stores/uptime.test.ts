import { expect, test } from "vitest";
import { uptimeOf } from "../../src/stores/uptime.js";

const HOUR = 3_600_000;

/** A machine that was up for an hour when its process began, and tells whole seconds. */
function machine() {
  const clocks = { up: HOUR, process: 0, time: Date.parse("2026-01-01T00:00:00Z") };
  const asked = { times: 0 };
  const read = uptimeOf({
    machine() {
      asked.times++;
      return Math.floor(clocks.up / 1000) * 1000;
    },
    own: () => clocks.process,
    wall: () => clocks.time,
  });
  const pass = (ms: number) => {
    clocks.up += ms;
    clocks.process += ms;
    clocks.time += ms;
  };
  const sleep = (ms: number) => {
    clocks.up += ms;
    clocks.time += ms;
  };
  return { read, pass, sleep, asked, set: (ms: number) => (clocks.time += ms) };
}

test("uptime goes on as the process's own clock does, and as fine", () => {
  const { read, pass } = machine();
  for (const step of [1, 0.5, 999, 60_000, HOUR]) {
    const before = read();
    pass(step);
    expect(read() - before).toBe(step);
  }
});

test("the sleep of a machine counts, whether or not its wall clock was put right after it", () => {
  const { read, sleep, set, pass } = machine();
  const before = read();
  sleep(8 * HOUR);
  expect(read() - before).toBe(8 * HOUR);
  sleep(8 * HOUR);
  set(-8 * HOUR);
  pass(2000);
  expect(read() - before).toBe(16 * HOUR + 2000);
});

test.each([24 * HOUR, -24 * HOUR])("a wall clock that is set by %i ms moves nothing", (by) => {
  const { read, set, pass } = machine();
  const before = read();
  set(by);
  expect(read() - before).toBe(0);
  pass(10_000);
  expect(read() - before).toBe(10_000);
});

test("the machine is asked once a second, and not at each reading", () => {
  const { read, pass, asked } = machine();
  for (let i = 0; i < 5000; i++) {
    pass(1);
    read();
  }
  expect(asked.times).toBeLessThanOrEqual(6);
});

test("where there is no machine to ask, it is the process's own time", () => {
  expect(uptimeOf({ machine: () => 5, own: () => 5, wall: () => 0 })()).toBe(5);
});

test("who asks this machine later is never told less", () => {
  for (let i = 0, latest = 0; i < 100; i++) {
    const now = uptimeOf()();
    expect(now).toBeGreaterThanOrEqual(latest);
    latest = now;
  }
});
