import { slotsOf } from "../../../src/approval/eligible.js";
import { requirementOf } from "../../../src/approval/lifecycle.js";
import type { Asked, Progress } from "../../../src/approval/request.js";
import type { Sealed } from "../../../src/approval/review.js";
import { askedDigest, sealDigest } from "../../../src/approval/statements.js";
import { canonical, digest, sha256, shortDigest } from "../../../src/canonical.js";
import { type Granted, grantIdOf } from "../../../src/execution/grant.js";
import { grantTag } from "../../../src/execution/granted.js";
import type { Json, Remember, Row } from "../../../src/index.js";

/**
 * Rows in which everything fits together but the seals: whoever writes them can read the source, and hash.
 * A row of another shape is left as it is.
 */
export type Forgery = (row: Row) => Row;

const askedIn = ({ request }: Row): Asked => request as unknown as Asked;
const progressIn = ({ progress }: Row): Progress => progress as unknown as Progress;
const json = (value: unknown): Json => value as Json;

export const withProgress =
  (change: object): Forgery =>
  (row) => ({ ...row, progress: json({ ...(row.progress as object), ...change }) });

/** Of what was asked, some is changed, and every digest made to fit. */
export const withAsked =
  (change: (asked: Asked) => Partial<Asked>): Forgery =>
  (row) => ({ ...row, request: json(digested({ ...askedIn(row), ...change(askedIn(row)) }, row.tenant)) });

function digested(asked: Asked, tenant: string): Asked {
  const { action, actors, args, salt, datasets, definition, environment, revision, view } = asked;
  const argsCommit = sha256(`{"args":${canonical(args)},"salt":"${salt}"}`);
  const said = [
    `"action":${JSON.stringify(action)},"actors":${actors},"args_commit":"${argsCommit}"`,
    `"datasets":${JSON.stringify(datasets)},"definition":"${definition}"`,
    `"environment":${JSON.stringify(environment)},"tenant":${JSON.stringify(tenant)},"v":1`,
  ];
  const callDigest = sha256(`{${said.join(",")}}`);
  const viewDigest = digest(view as unknown as Json);
  const shown = shortDigest({ callDigest, environment, revision, viewDigest } as unknown as Json);
  return { ...asked, argsCommit, callDigest, viewDigest, digest: shown };
}

const viewWith = ({ view }: Asked, amount: number): Asked["view"] => ({
  ...view,
  fields: view.fields.map((one) => (one.path === "amount" ? { ...one, text: String(amount) } : one)),
});

/** Another card over the same arguments. */
export const recarded = (amount: number): Forgery => withAsked((asked) => ({ view: viewWith(asked, amount) }));

/** Other arguments, and the card that shows them. */
export const rewritten = (amount: number): Forgery =>
  withAsked((asked) => ({ args: { ...asked.args, amount }, view: viewWith(asked, amount) }));

/** Other arguments under the card of those that were asked. */
export const smuggled = (amount: number): Forgery => withAsked((asked) => ({ args: { ...asked.args, amount } }));

/** Fewer people, or more time. */
export const weakened = (change: object): Forgery =>
  withAsked(({ requirements }) => ({ requirements: requirements.map((one) => ({ ...one, ...change })) }));

/** Reviews that nobody gave, chained to what is there: under a seal that somebody gave, to whatever. */
export const voted =
  (people: readonly string[], now: number): Forgery =>
  (row) => {
    const reviews = [...progressIn(row).reviews];
    for (const who of people) reviews.push(vote(row, reviews, who, now));
    return withProgress({ reviews })(row);
  };

function vote(row: Row, before: readonly Sealed[], person: string, now: number): Sealed {
  const asked = askedIn(row);
  const requirement = requirementOf(asked);
  const last = before.at(-1);
  const payload = {
    v: 1 as const,
    tenant: row.tenant,
    environment: asked.environment,
    request_id: row.id,
    revision: asked.revision,
    call_digest: asked.callDigest,
    view_digest: asked.viewDigest,
    decision: "approve" as const,
    approves: true,
    person,
    issuer: "test",
    subject: person,
    proof: "L4" as const,
    slots: slotsOf(requirement).map(({ name }) => name),
    vetoes: requirement.vetoes.map(({ name }) => name),
    prev: last ? sealDigest(last) : askedDigest(asked),
    issued_at: Math.min(now, asked.askedAt + requirement.within - 1),
  };
  return { payload, keyid: asked.seal?.keyid ?? "k", sig: asked.seal?.sig ?? "AAAA" };
}

/** Reviews without some of them. */
export const without =
  (leftOut: (review: Sealed, index: number) => unknown): Forgery =>
  (row) =>
    withProgress({ reviews: progressIn(row).reviews.filter((one, i) => !leftOut(one, i)) })(row);

export const turnedRound: Forgery = (row) => withProgress({ reviews: progressIn(row).reviews.toReversed() })(row);

/** What was said of another revision, or of another request, as if it were said of this one. */
export const carried =
  (from: Row): Forgery =>
  (row) => {
    const { revision, callDigest, viewDigest } = askedIn(row);
    const about = { revision, call_digest: callDigest, view_digest: viewDigest, request_id: row.id };
    const reviews = progressIn(from).reviews.map((one) => ({ ...one, payload: { ...one.payload, ...about } }));
    return withProgress({ reviews })(row);
  };

/** As if nobody had modified it. */
export const unauthored: Forgery = (row) =>
  withProgress({ modifications: [] })(withAsked(() => ({ revision: 1, authors: [] }))(row));

/** As if others had modified it. */
export const authoredBy =
  (person: string): Forgery =>
  (row) => {
    const named = progressIn(row).modifications.map((one) => ({
      ...one,
      payload: { ...one.payload, person, subject: person },
    }));
    return withProgress({ modifications: named })(withAsked(() => ({ authors: named.map(() => person) }))(row));
  };

/** As if it had been claimed, and its process were lost. */
export const started =
  (fence: number, now: number): Forgery =>
  (row) => {
    const asked = askedIn(row);
    const lost = { ...row, state: "executing" as const, due: now, request: json({ ...asked, idempotent: true }) };
    return withProgress({ fence, started: progressIn(row).started ?? asked.seal })(lost);
  };

/** As if it had not ended. */
export const unended =
  (state: Row["state"]): Forgery =>
  (row) => {
    const { ended: _, why: __, result: ___, withheld: ____, ...left } = progressIn(row);
    return { ...row, state, progress: json(left) };
  };

/** As if it had ended, and left this. */
export const ended =
  (state: Row["state"], value: unknown): Forgery =>
  (row) =>
    withProgress({ result: { value }, ended: progressIn(row).ended ?? askedIn(row).seal })({ ...row, state });

/** The reviews of a right that nobody gave, beside those of the request. */
export function rightBeside(people: readonly string[], now: number): Forgery {
  return (row) => {
    const { reviews } = progressIn(voted(people, now)(withProgress({ reviews: [] })(row)));
    const { revision, callDigest } = askedIn(row);
    const grant = { id: grantIdOf(row.id), request_id: row.id, revision, call_digest: callDigest, reviews };
    return withProgress({ grant })(row);
  };
}

/** A standing right that this request never left behind. */
export function granted(row: Row, remember: Remember, now: number): Row {
  const asked = askedIn(row);
  const { reviews, modifications } = progressIn(row);
  const meant = reviews.map((one) => ({ ...one, payload: { ...one.payload, remember } }));
  const right: Granted = { v: 1, requestId: row.id, key: row.key, asked, reviews: meant, modifications, remember };
  const place = { app: "model", tenant: row.tenant, environment: asked.environment };
  return {
    ...row,
    id: grantIdOf(row.id),
    kind: "grant",
    key: digest(["grant", row.id]),
    state: "live",
    due: now + 600_000,
    tags: [grantTag(place, asked.action, asked.actors)],
    request: json(right),
    progress: json({ uses: [] }),
  };
}

/** Something of what a grant says it was given for, as one who can hash changes a request's. */
export const inGrant =
  (change: Forgery): Forgery =>
  (row) => {
    const { asked, reviews, modifications, requestId, key, ...others } = row.request as unknown as Granted;
    const of = { ...row, id: requestId, key, request: json(asked), progress: json({ reviews, modifications }) };
    const { request, progress } = change(of);
    return { ...row, request: json({ ...others, requestId, key, asked: request, ...(progress as object) }) };
  };
