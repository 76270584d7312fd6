import { around } from "./around.js";
import { bar } from "./bar.js";
import { base } from "./base.js";
import { change } from "./change.js";
import { clock } from "./clock.js";
import { decision } from "./decision.js";
import { inbox } from "./inbox.js";
import { log } from "./log.js";
import { media } from "./media.js";
import { narrow } from "./narrow.js";
import { page } from "./page.js";
import { parts } from "./parts.js";
import { request } from "./request.js";
import { seal } from "./seal.js";
import { solo } from "./solo.js";
import { states } from "./states.js";
import { tokens } from "./tokens.js";

const SHEETS = [
  tokens,
  base,
  bar,
  page,
  parts,
  clock,
  inbox,
  request,
  seal,
  around,
  decision,
  states,
  change,
  solo,
  log,
];

/** The console's whole style sheet. What belongs to narrow windows and other media comes last. */
export const stylesheet: string = [...SHEETS, narrow, media].join("");
