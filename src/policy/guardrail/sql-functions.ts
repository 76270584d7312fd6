import { isActing } from "./sql-class.js";
import type { SqlWord } from "./sql-text.js";
import { isNode, type Node, nameIn, nodesOf, typeOf } from "./sql-tree.js";

// Of PostgreSQL, MySQL and SQLite: what reads nothing but its arguments, the clock or dice, and changes nothing.
const COMPUTES: ReadonlySet<string> = new Set(
  // over rows
  (
    "count sum avg min max total every bool_and bool_or bit_and bit_or bit_xor any_value array_agg string_agg group_concat " +
    "json_agg jsonb_agg json_object_agg jsonb_object_agg json_arrayagg json_objectagg json_group_array json_group_object " +
    "stddev stddev_pop stddev_samp std variance var_pop var_samp corr covar_pop covar_samp regr_avgx regr_avgy regr_count " +
    "regr_intercept regr_r2 regr_slope regr_sxx regr_sxy regr_syy mode median percentile_cont percentile_disc grouping " +
    "row_number rank dense_rank percent_rank cume_dist ntile lag lead first_value last_value nth_value " +
    // conditions and casts
    "coalesce nullif ifnull if iif nvl isnull greatest least cast convert try_cast typeof pg_typeof exists any all some not in row values array " +
    // texts
    "lower upper lcase ucase length char_length character_length octet_length bit_length substr substring substring_index mid " +
    "left right trim ltrim rtrim btrim lpad rpad replace insert reverse repeat space concat concat_ws position strpos instr " +
    "locate split_part initcap ascii chr char ord unicode overlay translate format printf quote quote_literal quote_ident " +
    "quote_nullable to_char to_number to_hex hex unhex md5 sha sha1 sha2 sha224 sha256 sha384 sha512 crc32 encode decode " +
    "to_base64 from_base64 soundex strcmp starts_with elt field find_in_set make_set export_set normalize unistr glob like " +
    "regexp_replace regexp_match regexp_matches regexp_like regexp_substr regexp_instr regexp_count regexp_split_to_array " +
    "regexp_split_to_table string_to_array string_to_table array_to_string match against uuid gen_random_uuid " +
    // numbers
    "abs ceil ceiling floor round trunc truncate mod div power pow sqrt cbrt exp ln log log2 log10 sign sin cos tan cot asin " +
    "acos atan atan2 sinh cosh tanh asinh acosh atanh degrees radians pi random rand gcd lcm factorial width_bucket conv bin oct scale " +
    "min_scale trim_scale " +
    // dates
    "now current_timestamp current_date current_time localtime localtimestamp clock_timestamp statement_timestamp " +
    "transaction_timestamp date time datetime timestamp julianday strftime unixepoch timediff age date_part date_trunc " +
    "date_bin extract make_date make_time make_timestamp make_timestamptz make_interval justify_days justify_hours " +
    "justify_interval to_date to_timestamp isfinite curdate curtime sysdate utc_date utc_time utc_timestamp date_format " +
    "date_add date_sub adddate subdate addtime subtime datediff timestampdiff timestampadd str_to_date unix_timestamp " +
    "from_unixtime from_days to_days to_seconds last_day makedate maketime day dayname dayofmonth dayofweek dayofyear week " +
    "weekday weekofyear month monthname quarter year yearweek hour minute second microsecond time_format sec_to_time " +
    "time_to_sec get_format convert_tz period_add period_diff interval " +
    // JSON
    "json jsonb json_array json_object json_extract json_extract_path json_extract_path_text jsonb_extract_path " +
    "jsonb_extract_path_text json_array_length jsonb_array_length json_array_elements json_array_elements_text " +
    "jsonb_array_elements jsonb_array_elements_text json_each json_each_text jsonb_each jsonb_each_text json_tree " +
    "json_object_keys jsonb_object_keys json_typeof jsonb_typeof json_type json_valid json_quote json_unquote json_value " +
    "json_query json_exists json_contains json_contains_path json_keys json_length json_depth json_search json_overlaps " +
    "json_set json_insert json_replace json_remove json_patch json_merge_patch json_merge_preserve json_array_append " +
    "json_array_insert json_pretty jsonb_pretty json_strip_nulls jsonb_strip_nulls json_build_array json_build_object " +
    "jsonb_build_array jsonb_build_object to_json to_jsonb row_to_json array_to_json json_to_record json_to_recordset " +
    "jsonb_to_record jsonb_to_recordset jsonb_set jsonb_insert jsonb_path_exists jsonb_path_match jsonb_path_query " +
    "jsonb_path_query_array jsonb_path_query_first json_table " +
    // lists and ranges
    "unnest array_length array_upper array_lower array_ndims array_dims array_position array_positions array_append " +
    "array_prepend array_cat array_remove array_replace cardinality generate_series generate_subscripts isempty lower_inc " +
    "upper_inc int4range int8range numrange daterange tsrange tstzrange"
  ).split(" "),
);
// What else stands before a bracket.
const KEYWORDS: ReadonlySet<string> = new Set(
  (
    "select from where and or xor on using as over by having join union except intersect case when then else between like " +
    "ilike similar is limit offset filter group returning set with distinct lateral default check key unique primary " +
    "foreign references conflict sets rollup cube window range partition materialized escape to only end varchar nvarchar " +
    "character nchar varying varbinary binary numeric decimal dec float double real precision int integer bigint smallint " +
    "tinyint bit text blob enum timestamptz index zone " +
    "explain analyze"
  ).split(" "),
);
const LOOKS_UP = /^reg(?:class|proc|procedure|oper|operator|type|role|namespace|config|dictionary|collation)$/i;
const TOLD = /^(?:@@)?[\w.$]{1,64}$/;

/**
 * The first function that a statement calls and that is neither known to compute from its arguments alone nor in `listed`;
 * undefined: there is none. What is known to write is not meant here: it makes its statement
 * one that writes. Also a cast that looks names up in the catalog. A schema before a name makes it another function,
 * but for `pg_catalog`, and so do capital letters in quotes.
 */
export function unknownFunctionIn(
  root: Node,
  words: readonly SqlWord[],
  listed: ReadonlySet<string>,
): string | undefined {
  const own = typeOf(root) === "call" && isNode(root["expr"]) ? lastOf(root["expr"]["name"]).toLowerCase() : "";
  const known = (name: string, word: string) =>
    listed.has(name) || COMPUTES.has(name.replace(/^pg_catalog\./, "")) || isActing(word) || word.toLowerCase() === own;
  const called = calledIn(root);
  const others = othersIn(root);
  for (const [i, { word, as, before, after }] of words.entries()) {
    const lower = word.toLowerCase();
    if (as === "bare" && LOOKS_UP.test(word) && before !== ".") return lower;
    if (after !== "(") continue;
    const name = before === "." ? `${lowerOf(words[i - 1])}.${spelt(words[i] as SqlWord)}` : spelt(words[i] as SqlWord);
    if (known(name, word)) continue;
    const isWord = as === "bare" && before !== "." && KEYWORDS.has(lower);
    if (called.has(lower) || !(isWord || others.has(lower))) return name;
  }
  return undefined;
}

const spelt = ({ word, as }: SqlWord): string => (as === "quoted" ? word : word.toLowerCase());
const lowerOf = (word: SqlWord | undefined): string => (word ? spelt(word) : "");

/** A name as it may be told; what else a text of SQL holds in quotes is not. */
export const toldName = (name: string): string => (TOLD.test(name) ? `"${name}"` : "a function");

/** The last part of each name that is called. */
function calledIn(root: Node): ReadonlySet<string> {
  const names = new Set<string>();
  for (const node of nodesOf(root)) if (/func/.test(typeOf(node))) names.add(lastOf(node["name"]).toLowerCase());
  names.delete("");
  return names;
}

function lastOf(name: unknown): string {
  if (!isNode(name)) return nameIn(name);
  const parts = Array.isArray(name["name"]) ? (name["name"] as readonly unknown[]) : [name["name"]];
  return nameIn(parts.at(-1));
}

/** Names of tables, common table expressions, indexes, columns and types, which may have a list behind them. */
function othersIn(root: Node): ReadonlySet<string> {
  const names = new Set<string>();
  for (const node of nodesOf(root))
    for (const key of ["table", "as", "dataType", "index", "constraint", "name"])
      if (!/func/.test(typeOf(node))) names.add(nameIn(node[key]).toLowerCase());
  names.delete("");
  return names;
}
