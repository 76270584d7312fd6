import type { Context, Hono } from "hono";
import { live } from "../live.js";
import { type Env, type Visit, visited } from "../visit.js";
import { decide } from "./decide.js";
import { cancel, reconcile, redeliver } from "./ending.js";
import { showInbox } from "./inbox.js";
import { showLog } from "./log.js";
import { showModify, takeModify } from "./modify.js";
import { showRequest } from "./request.js";
import { showStepUp, startStepUp, takeStepUp } from "./step-up.js";

type About = (visit: Visit, requestId: string) => Promise<Response>;

const SHOWN: Readonly<Record<string, About>> = {
  "": showRequest,
  "/modify": showModify,
  "/step-up": showStepUp,
  "/step-up/start": startStepUp,
  "/log": showLog,
};
const TAKEN: Readonly<Record<string, About>> = {
  "/decide": decide,
  "/modify": takeModify,
  "/step-up": takeStepUp,
  "/cancel": cancel,
  "/reconcile": reconcile,
  "/redeliver": redeliver,
};

/** The console: GET shows, POST decides. */
export function pages(app: Hono<Env>): void {
  const about = (act: About) => (c: Context<Env>) => visited(c, (visit) => act(visit, c.req.param("id") ?? ""));
  app.get("/", (c) => visited(c, showInbox));
  app.get("/events", (c) => visited(c, ({ desk }) => live(c, desk)));
  for (const [path, act] of Object.entries(SHOWN)) app.get(`/requests/:id${path}`, about(act));
  for (const [path, act] of Object.entries(TAKEN)) app.post(`/requests/:id${path}`, about(act));
}
