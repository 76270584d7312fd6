import { Hono } from "hono";
import { withoutSlashes } from "../approval/message.js";
import type { Desk } from "../desk/desk.js";
import { isCountersignError, misuse } from "../errors.js";
import { api } from "./api/routes.js";
import { asset } from "./assets.js";
import { bounded, headers, isForeign, unlisted } from "./guards.js";
import { pages } from "./pages/routes.js";
import { placeOf } from "./place.js";
import { problem } from "./sign-in/answers.js";
import type { SignIn } from "./sign-in.js";
import type { Env } from "./visit.js";

export interface HandlerOptions {
  /** Where it is mounted, `/` or a path; with `:names` for a handler of many desks (`/t/:tenant/countersign`). */
  path: string;
  /** Without it there is neither console nor API: only what transports take in, and the keys. */
  signIn?: SignIn;
}
type Desks = Desk | ((request: Request) => Desk | undefined | Promise<Desk | undefined>);

const NO_SIGN_IN: SignIn = {
  who: async () => problem(404, "Not found", "No sign-in is configured here."),
};

/**
 * The desk over HTTP: console at its path, API under `/v1`, transports under `/in/NAME`, sign-in under `/sign-in`, public
 * keys at `/keys`. The same function for Hono, Express and Fastify (by `countersign/server/node`), Next, workers.
 * @throws code `input` for a path that is none
 */
export function createHandler(
  desk: Desks,
  { path, signIn = NO_SIGN_IN }: HandlerOptions,
): (request: Request) => Promise<Response> {
  if (typeof path !== "string" || !path.startsWith("/")) throw misuse("path", "begin it with a slash: /countersign");
  const pattern = withoutSlashes(path);
  const app = new Hono<Env>({ strict: false }).basePath(pattern === "" ? "/" : pattern);
  app.use("*", headers, unlisted, bounded);
  app.use("*", async (c, next) => {
    const found = typeof desk === "function" ? await desk(c.req.raw) : desk;
    if (!found) return problem(404, "Not found", "There is no desk here.");
    const place = placeOf(found, c.req.raw, pattern);
    c.set("arrived", { desk: found, place, signIn });
    return next();
  });
  app.get("/keys", (c) => c.json({ keys: c.get("arrived").desk.keys() }));
  app.get("/assets/:name", (c) => asset(c.req.param("name")) ?? c.notFound());
  app.all("/in/:transport", async (c) => {
    const answer = await c.get("arrived").desk.receive(c.req.param("transport"), c.req.raw);
    return answer ?? c.notFound();
  });
  app.use("*", async (c, next) => {
    const { place } = c.get("arrived");
    return isForeign(c.req.raw, place) ? problem(403, "Refused", FOREIGN) : next();
  });
  const routed = async (request: Request, place: ReturnType<typeof placeOf>) => signIn.routes?.(request, place);
  app.all("/sign-in", async (c) => (await routed(c.req.raw, c.get("arrived").place)) ?? c.notFound());
  app.all("/sign-in/*", async (c) => (await routed(c.req.raw, c.get("arrived").place)) ?? c.notFound());
  api(app);
  pages(app);
  app.notFound(() => problem(404, "Not found", "There is nothing at this address."));
  app.onError((error) => failed(error));
  return async (request) => app.fetch(request);
}

const FOREIGN = "This was sent by a page of another site. Nothing was recorded.";

/** What a caller is told of an error: nothing that was in it. */
const failed = (error: Error): Response =>
  isCountersignError(error, "unavailable")
    ? problem(
        503,
        "Unavailable",
        "Store, log or directory cannot be reached. It is not known whether this was recorded. Look at the request, then try again.",
      )
    : problem(
        500,
        "Error",
        "Something is wrong at this desk. Look at the request again to see whether it was recorded.",
      );
