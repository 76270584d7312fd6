import { posix } from "node:path";
import ts from "typescript";

/** A file of src, or of a sample. `path` is relative to src. */
export interface Source {
  readonly path: string;
  readonly ast: ts.SourceFile;
  /** Specifiers, type imports included. */
  readonly imports: readonly string[];
  /** Of the imports, the files of src. */
  readonly knows: readonly string[];
}

export function parse(path: string, text: string): Source {
  const ast = ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true);
  const imports = [...descend(ast)].flatMap((node) => specifier(node) ?? []);
  const local = imports.filter((name) => name.startsWith("."));
  return {
    path,
    ast,
    imports,
    knows: local.map((name) => posix.join(posix.dirname(path), name).replace(/\.js$/, ".ts")),
  };
}

function specifier(node: ts.Node): string | undefined {
  if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier)
    return (node.moduleSpecifier as ts.StringLiteral).text;
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument))
    return (node.argument.literal as ts.StringLiteral).text;
  const called = ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword;
  return called && node.arguments[0] && ts.isStringLiteral(node.arguments[0]) ? node.arguments[0].text : undefined;
}

export function* descend(node: ts.Node): Generator<ts.Node> {
  yield node;
  for (const child of node.getChildren()) yield* descend(child);
}
