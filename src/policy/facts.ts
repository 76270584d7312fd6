import type { Action, At, Path } from "../action/action.js";
import type { Known } from "../action/context.js";
import type { Json } from "../canonical.js";
import type { Scalar } from "./compare.js";
import type { Operator } from "./rule.js";
import type { TimeWindow } from "./time-window.js";

/** One condition of a rule, as data. */
export type Condition = Comparison | { readonly any: readonly Condition[] } | { readonly time: TimeWindow };

interface Comparison {
  readonly path: string;
  readonly op: string;
  readonly value?: unknown;
  readonly ref?: string;
}

/** Another value of the call, to compare with. */
export interface Ref<V> {
  readonly path: string;
  readonly "~value"?: V;
}

interface Anything<V> {
  /** Equal, and of the same type. */
  eq(value: Extract<V, Scalar> | Ref<V>): Comparison;
  /** Equal to one of them. */
  in(values: readonly Extract<V, Scalar>[] | Ref<readonly V[]>): Comparison;
  /** Not given. The only condition that is never unknown. */
  absent(): Comparison;
}
interface Ordered {
  gt(value: number): Comparison;
  gte(value: number): Comparison;
  lt(value: number): Comparison;
  lte(value: number): Comparison;
}
interface Text {
  /** An http, https, ws, wss or ftp address, or a bare host name, at one of these hosts: `example.com`, `*.example.com`. */
  host(...names: string[]): Comparison;
  /**
   * A bare e-mail address at one of these domains: `example.com`, `*.example.com` (below it only). Unknown for a name
   * before the address, several addresses, quotes and routes.
   */
  mailDomain(...names: string[]): Comparison;
  /** A path at or below this one, by whole segments. */
  under(prefix: string): Comparison;
  /** Exactly this at the start. Unknown in another letter case and behind spaces. */
  startsWith(prefix: string): Comparison;
  /** Exactly this at the end. Unknown in another letter case and before spaces. */
  endsWith(suffix: string): Comparison;
  /** A bare IP address in one of these ranges: `10.0.0.0/8`, `2001:db8::/32`. Unknown for host names and unusual forms. */
  cidr(...ranges: string[]): Comparison;
  /**
   * Of a named pattern, the whole of it: `uuid`, `hex`, `digits`, `identifier` (letters, digits and `_`), `slug`, `semver`,
   * `iso-date` (a day of the calendar), `iban` (with its check digits). Unknown beyond 256 characters and in another form.
   */
  pattern(name: string): Comparison;
}

/** What may be asked of a value of type `V`; of one whose type is not known here, everything. */
export type Field<V> = [V] extends [never]
  ? Loose
  : Json extends V
    ? Loose
    : Anything<Exclude<V, undefined>> &
        (NonNullable<V> extends number ? Ordered : unknown) &
        (NonNullable<V> extends string ? Text : unknown) &
        Ref<Exclude<V, undefined>>;
type Loose = Anything<Scalar> & Ordered & Text & Ref<never>;

type One<A> = A extends readonly (infer Each)[] ? Each : A;
/** The arguments of an action; unknown for a pattern, an effect, a dataset and an action of unknown type. */
type ArgsOf<A> = A extends Action<never, infer Args> ? ([Args] extends [never] ? unknown : Args) : unknown;
/** The paths that every action of the list has. */
type PathOf<A> = (
  One<A> extends infer Each
    ? Each extends unknown
      ? (path: Path<ArgsOf<Each>>) => void
      : never
    : never
) extends (path: infer P) => void
  ? P & string
  : never;

type Time = `${number}:${number}`;
interface TimeOptions extends TimeWindow {
  readonly from: Time;
  readonly to: Time;
}

/** What the conditions of a rule on `A` are made of. */
export interface Facts<A> {
  arg<P extends PathOf<A>>(path: P): Field<At<ArgsOf<One<A>>, P>>;
  context<P extends Path<Known>>(path: P): Field<At<Known, P>>;
  /**
   * The time of judging is in these hours, on the clocks of the zone: from the minute `from` until the minute `to`, as
   * `08:00` and `18:00`; where `to` is before `from`, until then on the next day. `days` (every day unless given) are those
   * it begins on. A call that waited is judged again when it runs.
   */
  time(window: TimeOptions): Condition;
  /** One of them must hold. It is unknown where none is true and one is unknown. */
  any(...conditions: readonly Condition[]): Condition;
}

/** All must hold. */
export type When<A> = (facts: Facts<A>) => readonly Condition[];

type Fields = Anything<unknown> & Ordered & Text & { readonly path: string };

function field(path: string): Fields {
  const condition = (op: Operator, value: unknown): Comparison => ({ path, op, value });
  const compared = (op: Operator, value: unknown): Comparison =>
    isRef(value) ? { path, op, ref: value.path } : condition(op, value);
  return Object.freeze({
    path,
    eq: (value: unknown) => compared("eq", value),
    in: (values: unknown) => compared("in", values),
    absent: () => ({ path, op: "absent" }),
    gt: (value: number) => condition("gt", value),
    gte: (value: number) => condition("gte", value),
    lt: (value: number) => condition("lt", value),
    lte: (value: number) => condition("lte", value),
    host: (...names: string[]) => condition("host", names),
    mailDomain: (...names: string[]) => condition("mailDomain", names),
    under: (prefix: string) => condition("under", prefix),
    startsWith: (prefix: string) => condition("startsWith", prefix),
    endsWith: (suffix: string) => condition("endsWith", suffix),
    cidr: (...ranges: string[]) => condition("cidr", ranges),
    pattern: (name: string) => condition("pattern", name),
  });
}

const isRef = (value: unknown): value is Ref<unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value) && "path" in value;

export const facts = {
  arg: (path: string) => field(`args.${path}`),
  context: (path: string) => field(`context.${path}`),
  time: (window: TimeWindow): Condition => ({ time: window }),
  any: (...conditions: readonly Condition[]): Condition => ({ any: conditions }),
};
