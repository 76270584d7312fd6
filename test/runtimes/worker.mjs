import { portable, run } from "./suites.mjs";

export default {
  async fetch() {
    return new Response(await run(portable));
  },
};
