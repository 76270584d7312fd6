import ts from "typescript";

const STRICT: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  verbatimModuleSyntax: true,
  erasableSyntaxOnly: true,
  noEmit: true,
};
const parsed = new Map<string, ts.SourceFile | undefined>();

/**
 * Type-checks files as TypeScript would, keeping parsed files for the next check. `texts`: files that are only in
 * memory. `excepted`: files that are read but not themselves checked.
 */
export function check(
  roots: readonly string[],
  options: ts.CompilerOptions,
  texts: Readonly<Record<string, string>> = {},
  excepted?: RegExp,
): { program: ts.Program; diagnostics: readonly ts.Diagnostic[] } {
  const settings = { ...STRICT, ...options };
  const host = ts.createCompilerHost(settings);
  const { fileExists, getSourceFile, readFile } = host;
  host.fileExists = (name) => name in texts || fileExists(name);
  host.readFile = (name) => texts[name] ?? readFile(name);
  host.getSourceFile = (name, how) => {
    const key = texts[name] === undefined ? `${name} ${typeof how === "object" ? how.impliedNodeFormat : ""}` : "";
    if (key && parsed.has(key)) return parsed.get(key);
    const file = getSourceFile(name, how);
    if (key) parsed.set(key, file);
    return file;
  };
  const program = ts.createProgram(roots, settings, host);
  const files = program
    .getSourceFiles()
    .filter((file) => !program.isSourceFileDefaultLibrary(file) && !excepted?.test(file.fileName));
  const diagnostics = [
    ...program.getOptionsDiagnostics(),
    ...program.getGlobalDiagnostics(),
    ...files.flatMap((file) => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]),
  ];
  return { program, diagnostics };
}

/** `file(line): text`, the file from its project on. */
export function say({ file, start = 0, messageText }: ts.Diagnostic): string {
  const name = file?.fileName.replace(/^.*\/(?:node_modules|peers)\//, "") ?? "";
  const line = file ? file.getLineAndCharacterOfPosition(start).line + 1 : 0;
  return `${name}(${line}): ${ts.flattenDiagnosticMessageText(messageText, " ")}`;
}
