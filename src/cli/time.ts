import { existsSync } from "node:fs";
import { type Duration, milliseconds } from "../clock.js";
import { isCountersignError } from "../errors.js";
import { passed, timesOf } from "../stores/sqlite/times.js";
import { parsed } from "./arguments.js";
import { Unusable } from "./unusable.js";
import type { Output } from "./verify.js";

const HELP = `countersign time STORE [--passed 8h [--yes]]

Tells the time of a SQLite store beside this machine's clock. The store's time counts what passes and follows no clock, so a
clock that is wrong for a while does no harm; where it missed something, as a machine that was paused, tell it.

  STORE      the store's file, as .countersign/store.db
  --passed   so much time passed that the store does not know of: a duration, as 90s, 30m, 8h or 2d. It never goes back.
             What is over by then expires. In doubt more: what is asked anew loses nothing. A process that runs
             believes it up to its own clock's time; where you say more, it answers unavailable: start it again
  --yes      needed for more than 7 days, because that ends nearly all that is open

Exit code: 0 told, 2 it could not be.`;

const OPTIONS = {
  passed: { type: "string" },
  yes: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

/** Runs `countersign time`; the answer is the exit code. */
export async function timeCommand(args: readonly string[], output: Output): Promise<0 | 2> {
  try {
    const { values, positionals } = parsed(args, OPTIONS, ". Try countersign time --help");
    if (values.help) {
      output.out(HELP);
      return 0;
    }
    const [path, ...more] = positionals;
    if (path === undefined || more.length > 0) throw new Unusable("name one store. Try countersign time --help");
    if (!existsSync(path)) throw new Unusable(`there is no ${path}`);
    if (values.passed !== undefined)
      await passed(path, meant(values.passed, values.yes ? "confirmed" : "not confirmed"));
    const { store, clock } = await timesOf(path);
    output.out(`store  ${new Date(store).toISOString()}`);
    output.out(`clock  ${new Date(clock).toISOString()}`);
    return 0;
  } catch (error) {
    if (!(error instanceof Unusable || isCountersignError(error))) throw error;
    output.error(`countersign time: ${isCountersignError(error) ? error.reason : error.message}`);
    return 2;
  }
}

const UNASKED = milliseconds("7d", "");

/** A slip of the finger would end whatever is open, and nothing brings it back. @throws Unusable */
function meant(text: string, yes: "confirmed" | "not confirmed"): number {
  const ms = milliseconds(text as Duration, "--passed");
  if (ms <= UNASKED || yes === "confirmed") return ms;
  throw new Unusable(
    `--passed ${text} is more than 7 days. It would end for ever whatever is over its deadline by then. If so much time did pass, add --yes`,
  );
}
