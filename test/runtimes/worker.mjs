import { fetch } from "./desk.mjs";
import { portable, run } from "./suites.mjs";

export default {
  async fetch(request) {
    return new URL(request.url).pathname === "/suites" ? new Response(await run(portable)) : fetch(request);
  },
};
