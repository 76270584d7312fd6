import { misuse } from "../../errors.js";

/** A statement as one dialect reads it: the parser's own tree, and the tables it noticed, as `select::schema::table`. */
export interface Parsed {
  readonly tree: unknown;
  readonly tables: readonly string[];
}
/** A statement by each dialect that can read it. */
export type Parse = (statement: string, budget: Budget) => readonly Parsed[];

/** What may still be spent on reading; it is counted down. */
export interface Budget {
  left: number;
}

interface Parser {
  parse(text: string, options: { readonly trimQuery: false }): { readonly ast: unknown; readonly tableList: unknown };
}
interface Module {
  readonly default: { readonly Parser: new () => Parser };
}

let loaded: Promise<Parse> | undefined;

/** The parsers of PostgreSQL, MySQL and SQLite, loaded on first use. @throws code `input` when they are not installed */
export function sqlParser(): Promise<Parse> {
  loaded ??= load();
  return loaded;
}

// Each with a handler of its own: bundlers take it as a sign that the package may not be there.
async function load(): Promise<Parse> {
  const modules = await Promise.all([
    import("node-sql-parser/build/postgresql.js").catch(missing),
    import("node-sql-parser/build/mysql.js").catch(missing),
    import("node-sql-parser/build/sqlite.js").catch(missing),
  ]);
  const parsers = modules.map((one) => new (one as unknown as Module).default.Parser());
  return (statement, budget) => parsers.flatMap((parser) => parsed(parser, statement, budget));
}

function missing(): never {
  loaded = undefined;
  throw misuse("sql", "a guardrail on SQL reads it with the package `node-sql-parser`: npm install node-sql-parser@5");
}

// A grammar that fails deep inside tries again at every level: some texts of a hundred characters take it minutes. So each
// look at the text is counted.
function parsed(parser: Parser, statement: string, budget: Budget): readonly Parsed[] {
  try {
    const { ast, tableList } = parser.parse(new Metered(statement, budget) as unknown as string, { trimQuery: false });
    return [{ tree: ast, tables: Array.isArray(tableList) ? tableList.map(String) : [] }];
  } catch (error) {
    if (error instanceof RangeError) throw error;
    return [];
  }
}

/** A text that throws a RangeError when it was looked at too often. Parsers look with these methods only. */
class Metered extends String {
  readonly #budget: Budget;

  constructor(text: string, budget: Budget) {
    super(text);
    this.#budget = budget;
  }

  #spend(): void {
    if (this.#budget.left-- <= 0) throw new RangeError("takes too long to read");
  }

  override charCodeAt(at: number): number {
    this.#spend();
    return super.charCodeAt(at);
  }

  override charAt(at: number): string {
    this.#spend();
    return super.charAt(at);
  }

  override substr(from: number, length?: number): string {
    this.#spend();
    return super.substring(from, length === undefined ? undefined : from + length);
  }

  override substring(from: number, to?: number): string {
    this.#spend();
    return super.substring(from, to);
  }
}
