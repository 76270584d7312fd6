import { expect, onTestFinished, test } from "vitest";
import { fakeClock } from "../../src/testing/fake-clock.js";
import { endpointOf } from "../../src/wire/endpoint.js";
import { orElse } from "../../src/wire/or-else.js";
import { listen, type Reply, reply } from "./server.js";

async function place(...replies: Reply[]) {
  const server = await listen();
  server.will(...replies);
  onTestFinished(() => server.close());
  const clock = fakeClock("2026-01-01T00:00:00Z");
  const at = (name: string) => endpointOf(name, { where: "POST hooks.example", clock });
  return { server, clock, at };
}

test("two endpoints of one name are one: what is sent by either leaves in the order in which it was asked for", async () => {
  let [open, most] = [0, 0];
  const slow: Reply = (_, response) => {
    most = Math.max(most, ++open);
    setTimeout(() => {
      open--;
      response.end();
    }, 20);
  };
  const { server, at } = await place(slow);
  const [one, other] = [at("token"), at("token")];
  const sent = [
    one.send(server.url, { body: "1" }),
    other.send(server.url, { body: "2" }),
    one.send(server.url, { body: "3" }),
  ];
  await Promise.all(sent);
  expect(server.seen.map(({ body }) => body)).toEqual(["1", "2", "3"]);
  expect(most).toBe(1);
});

test("an endpoint that asked to be left alone is left alone by another of its name, and not by one of another name", async () => {
  const { server, at } = await place(reply(429, { "retry-after": "60" }), reply(200));
  await expect(at("token").send(server.url, { body: "1" })).rejects.toMatchObject({ status: 429 });
  const left = "POST hooks.example: it asked to be left alone for another 60 s";
  await expect(at("token").send(server.url, { body: "2" })).rejects.toThrow(left);
  await at("another").send(server.url, { body: "3" });
  expect(server.seen.map(({ body }) => body)).toEqual(["1", "3"]);
});

test("what has no time left when its turn comes is not sent", async () => {
  const { server, clock, at } = await place();
  const sent = at("token").send(server.url, { body: "1" }, clock.now());
  await expect(sent).rejects.toThrow("POST hooks.example: not sent: its time was over before its turn came");
  expect(server.seen).toEqual([]);
});

test("work that takes too long is answered by something else, and goes on", async () => {
  const clock = fakeClock("2026-01-01T00:00:00Z");
  let finish = (_text: string) => {};
  const work = new Promise<string>((resolve) => (finish = resolve));
  const answer = orElse({ clock, ms: 2500 }, work, "late");
  await clock.advance("3s");
  expect(await answer).toBe("late");
  finish("done");
  expect(await work).toBe("done");
  expect(await orElse({ clock, ms: 2500 }, work, "late")).toBe("done");
});
