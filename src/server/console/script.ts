import { clocks } from "./script/clocks.js";
import { live } from "./script/live.js";
import { passkeys } from "./script/passkeys.js";
import { posts } from "./script/posts.js";

/** The console's script. Every page is whole without it, except that browsers offer no passkey. */
export const script: string = `"use strict";
(() => {${[clocks, posts, live, passkeys].join("")}})();
`;
