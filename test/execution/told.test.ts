import { expect, test } from "vitest";
import { toldBy, toldToModel } from "../../src/execution/told.js";

test("an error made for it carries its text and its cause", () => {
  const cause = new Error("row 4711");
  const error = toldToModel("no such order", { cause });
  expect(error).toBeInstanceOf(Error);
  expect([error.message, error.cause, toldBy(error)]).toEqual(["no such order", cause, "no such order"]);
});

test.each<[string, unknown]>([
  ["an error without one", new Error("no such order")],
  ["no error", { forModel: "no such order" }],
  ["an empty text", Object.assign(new Error(), { forModel: "" })],
  ["a function, as errors of this package have", Object.assign(new Error(), { forModel: () => "no such order" })],
  ["a getter", Object.defineProperty(new Error(), "forModel", { get: () => "no such order" })],
  [
    "a proxy that throws",
    new Proxy(new Error(), {
      getOwnPropertyDescriptor() {
        throw new Error("no");
      },
    }),
  ],
])("%s has no text for the model", (_what, cause) => {
  expect(toldBy(cause)).toBeUndefined();
});
