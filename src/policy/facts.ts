import type { Action, At, Path } from "../action/action.js";
import type { Known } from "../action/context.js";
import type { Json } from "../canonical.js";
import type { Duration } from "../clock.js";
import type { Scalar } from "./compare.js";
import type { InHistory, Operator, Per } from "./rule.js";
import type { TimeWindow } from "./time-window.js";

/** One condition of a rule, as data. */
export type Condition =
  | Comparison
  | { readonly any: readonly Condition[] }
  | { readonly time: TimeWindow }
  | { readonly fn: string }
  | InHistory;

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
  /** Equal, and of the same type. Unknown in another letter case and with spaces around it. */
  eq(value: Extract<V, Scalar> | Ref<V>): Comparison;
  /** Not equal. Unknown for another type, in another letter case and with spaces around it. */
  ne(value: Extract<V, Scalar> | Ref<V>): Comparison;
  /** Equal to one of them. */
  in(values: readonly Extract<V, Scalar>[] | Ref<readonly V[]>): Comparison;
  /** Not given. Unknown beside an argument of nearly that name (`BCC`), and in no other case. */
  absent(): Comparison;
  /**
   * It stands in the user's request text (`context.request`), by whole words and in any letter case; of a list or object, every
   * value in it. Unknown without a request text, for hidden characters and for true and false.
   */
  grounded(): Comparison;
}
interface Ordered<C> {
  gt(value: number): C;
  gte(value: number): C;
  lt(value: number): C;
  lte(value: number): C;
}
interface Window {
  /** Back from now, by the store's clock. */
  readonly within: Duration;
  /** Whose calls: of the call's user, agent or session, or all of the app's. */
  readonly per: Per;
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
        (NonNullable<V> extends number ? Ordered<Comparison> : unknown) &
        (NonNullable<V> extends string ? Text : unknown) &
        Ref<Exclude<V, undefined>>;
type Loose = Anything<Scalar> & Ordered<Comparison> & Text & Ref<never>;

type One<A> = A extends readonly (infer Each)[] ? Each : A;
/** The arguments of an action; unknown for a pattern, an effect, a dataset and an action of unknown type. */
export type ArgsOf<A> = A extends Action<never, infer Args> ? ([Args] extends [never] ? unknown : Args) : unknown;
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
  /** Every critical argument that is given. `grounded` is unknown, and `absent` true, where none is. */
  critical(): Pick<Anything<unknown>, "grounded" | "absent">;
  /** Every link in any argument: web addresses, host names with a well-known ending. True where there is none. */
  links(): Pick<Anything<unknown>, "grounded">;
  /**
   * Other calls that this rule is `on`, within a time: those that ran and those that wait or run now, not the judged call
   * itself, and none that was denied or not carried out. Needs a store. Unknown where the context does not say whose,
   * where one of them has no such number, and beyond 10,000 calls.
   */
  history: {
    count(window: Window): Ordered<Condition>;
    sum(path: PathOf<A>, window: Window): Ordered<Condition>;
    distinct(path: PathOf<A>, window: Window): Ordered<Condition>;
    /**
     * Those that people denied, or took their approval of back; not what policy, budget or guardrail denied. `same`: only
     * those of the judged call's action with the same arguments (secret ones aside).
     */
    denied(window: Window & { readonly same?: "args" }): Ordered<Condition>;
  };
  /** A predicate of that name, given with the policy. Unknown where it throws or answers neither true nor false. */
  fn(name: string): Condition;
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

type Fields = Anything<unknown> & Ordered<Comparison> & Text & { readonly path: string };

function field(path: string): Fields {
  const condition = (op: Operator, value: unknown): Comparison => ({ path, op, value });
  const compared = (op: Operator, value: unknown): Comparison =>
    isRef(value) ? { path, op, ref: value.path } : condition(op, value);
  return Object.freeze({
    path,
    eq: (value: unknown) => compared("eq", value),
    ne: (value: unknown) => compared("ne", value),
    in: (values: unknown) => compared("in", values),
    absent: () => ({ path, op: "absent" }),
    ...grounding(path),
    ...ordered((op, value) => condition(op, value)),
    host: (...names: string[]) => condition("host", names),
    mailDomain: (...names: string[]) => condition("mailDomain", names),
    under: (prefix: string) => condition("under", prefix),
    startsWith: (prefix: string) => condition("startsWith", prefix),
    endsWith: (suffix: string) => condition("endsWith", suffix),
    cidr: (...ranges: string[]) => condition("cidr", ranges),
    pattern: (name: string) => condition("pattern", name),
  });
}

const grounding = (path: string) => ({ grounded: (): Comparison => ({ path, op: "grounded" }) });

const ordered = <C>(condition: (op: InHistory["op"], value: number) => C): Ordered<C> => ({
  gt: (value) => condition("gt", value),
  gte: (value) => condition("gte", value),
  lt: (value) => condition("lt", value),
  lte: (value) => condition("lte", value),
});

const past = (
  history: InHistory["history"],
  { within, per }: Window,
  of: Pick<InHistory, "path" | "same"> = {},
): Ordered<Condition> => ordered((op, value) => ({ history, ...of, within, per, op, value }));

const isRef = (value: unknown): value is Ref<unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value) && "path" in value;

export const facts = {
  arg: (path: string) => field(`args.${path}`),
  context: (path: string) => field(`context.${path}`),
  critical: () => ({ ...grounding("critical"), absent: (): Comparison => ({ path: "critical", op: "absent" }) }),
  links: () => grounding("links"),
  history: {
    count: (window: Window) => past("count", window),
    sum: (path: string, window: Window) => past("sum", window, { path: `args.${path}` }),
    distinct: (path: string, window: Window) => past("distinct", window, { path: `args.${path}` }),
    denied: ({ same, ...window }: Window & Pick<InHistory, "same">) =>
      past("denied", window, same === undefined ? {} : { same }),
  },
  fn: (name: string): Condition => ({ fn: name }),
  time: (window: TimeWindow): Condition => ({ time: window }),
  any: (...conditions: readonly Condition[]): Condition => ({ any: conditions }),
};
