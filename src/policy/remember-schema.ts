import * as z from "zod/mini";
import { duration } from "./requirement-schema.js";
import { choose, isObject, strict } from "./schema-parts.js";

const MOST_USES = 1000;

const critical = strict({ critical: z.literal("equal") });
const same = z.unknown().check(z.refine((value) => value === "same call", 'use "same call" or { critical: "equal" }'));

/** A ceiling for grants, as data. */
export const remember = strict({
  scope: choose((value) => (isObject(value) ? critical : same)),
  for: duration,
  uses: z
    .unknown()
    .check(
      z.refine(
        (value) => Number.isInteger(value) && (value as number) >= 1 && (value as number) <= MOST_USES,
        `must be a whole number of uses, 1 to ${MOST_USES}`,
      ),
    ),
});
