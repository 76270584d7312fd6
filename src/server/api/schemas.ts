import * as z from "zod/mini";

const reason = z.string().check(z.minLength(1), z.maxLength(2000));
const shownTo = {
  /** Of the message that the person was shown. */
  revision: z.int().check(z.gte(1)),
  digest: z.string().check(z.maxLength(100)),
  reason: z.optional(reason),
};
const remember = z.strictObject({
  scope: z.union([z.literal("same call"), z.strictObject({ critical: z.literal("equal") })]),
  for: z.union([z.number(), z.string().check(z.maxLength(20))]),
  uses: z.int().check(z.gte(1)),
});
const modify = z.strictObject({ decision: z.literal("modify"), args: z.looseObject({}), ...shownTo });

/** Bodies of requests, by their names in the OpenAPI document. */
export const bodies = {
  Review: z.discriminatedUnion("decision", [
    z.strictObject({ decision: z.literal("approve"), remember: z.optional(remember), ...shownTo }),
    z.strictObject({ decision: z.literal("deny"), ...shownTo }),
    modify,
  ]),
  Preview: modify,
  Cancel: z.strictObject({ reason }),
  Reconcile: z.strictObject({ outcome: z.enum(["succeeded", "failed"]), reason }),
  Redeliver: z.strictObject({ transport: z.string().check(z.minLength(1), z.maxLength(100)) }),
  Revoke: z.strictObject({ reason }),
} as const;
export type BodyName = keyof typeof bodies;
export type Body<N extends BodyName> = z.infer<(typeof bodies)[N]>;

/** What a query may say. */
export const queries = {
  queue: z.enum(["mine", "open", "decided"]),
  limit: z.coerce.number().check(z.int(), z.gte(1), z.lte(200)),
  cursor: z.string().check(z.maxLength(100)),
  wait: z.coerce.number().check(z.int(), z.gte(0), z.lte(25)),
} as const;
export type QueryName = keyof typeof queries;
