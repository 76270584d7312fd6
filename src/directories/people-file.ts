import { builtin } from "../canonical.js";
import { misuse } from "../errors.js";
import { parseJson } from "../json.js";

const YAML = /\.ya?ml$/;
const READABLE = /\.(?:json|ya?ml)$/;

/** The path of a file that can be read. @throws code `input` */
export function checkFile(source: { file: string }): string {
  const keys = Object.keys(source ?? {});
  if (typeof source?.file !== "string" || keys.length !== 1)
    throw misuse("staticDirectory", "give a list of people, or { file } with the path of a JSON or YAML file");
  if (READABLE.test(source.file)) return source.file;
  throw misuse("staticDirectory.file", `${JSON.stringify(source.file)} must end in .json, .yaml or .yml`);
}

/** What a file holds, as data. @throws code `input`: it cannot be read, or is not what its name says. */
export async function readFile(file: string): Promise<unknown> {
  const files = builtin<{ readFile(path: string, encoding: "utf8"): Promise<string> }>("node:fs/promises");
  if (!files) throw misuse(file, "this runtime reads no files: give staticDirectory the list itself");
  const text = await files.readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw misuse(file, `cannot be read (${error.code ?? "error"}): staticDirectory needs a file with a list of people`);
  });
  return YAML.test(file) ? parseYaml(text, file) : parseJson(text, file);
}

/** YAML 1.2. A key named twice, an unknown tag and a flood of aliases are refused. */
async function parseYaml(text: string, file: string): Promise<unknown> {
  const { parseDocument } = await import("yaml").catch(() => {
    throw misuse(file, "YAML needs the package `yaml`: npm install yaml, or write the list as JSON");
  });
  const document = parseDocument(text);
  const [wrong] = [...document.errors, ...document.warnings];
  const at = wrong?.linePos?.[0];
  if (wrong) throw misuse(file, `is not YAML${at ? ` at line ${at.line}, column ${at.col}` : ""} (${wrong.code})`);
  try {
    return document.toJS();
  } catch {
    throw misuse(file, "repeats too much by aliases: write the list out");
  }
}
