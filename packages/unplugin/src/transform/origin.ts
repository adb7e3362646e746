import type { Program } from "oxc-parser";
import { type Meanings, PACKAGE } from "./meanings.ts";
import { inner, type Node, textOf } from "./node.ts";

/** Where the functions of a file come from. */
export interface Origin {
  /** They are imported; or required, or awaited, by a declaration of the file's body. */
  readonly how: "import" | "require" | "await";
  /** The import, or the declarator. */
  readonly node: Node;
}

/** Finds the import, or the first declarator of the file's body that loads the package. */
export function originIn(program: Program, meanings: Meanings): Origin | undefined {
  for (const node of program.body) {
    if (node.type !== "ImportDeclaration" || textOf(node.source) !== PACKAGE) continue;
    const isValue = node.specifiers.some(
      (specifier) => specifier.type !== "ImportSpecifier" || specifier.importKind !== "type",
    );
    if (node.importKind !== "type" && isValue) return { how: "import", node };
  }
  for (const statement of program.body) {
    const node = statement.type === "ExportNamedDeclaration" ? statement.declaration : statement;
    if (node?.type !== "VariableDeclaration" || node.kind === "using") continue;
    for (const declarator of node.declarations) {
      const loading = declarator.init === null ? undefined : loadingIn(declarator.init, meanings);
      if (loading === undefined) continue;
      return { how: loading.type === "AwaitExpression" ? "await" : "require", node: declarator };
    }
  }
  return undefined;
}

/** `require("fastlog")`, perhaps with members and calls behind it. */
function loadingIn(expression: Node, meanings: Meanings): Node | undefined {
  const node = inner(expression);
  const isLoading = node.type === "CallExpression" || node.type === "AwaitExpression";
  if (isLoading && meanings.of(node)?.kind === "module") return node;
  if (node.type === "MemberExpression") return loadingIn(node.object, meanings);
  return node.type === "CallExpression" ? loadingIn(node.callee, meanings) : undefined;
}

/**
 * Whether another module may call a function of this one before its body runs, which takes a circle of imports: whether
 * it imports anything that may import it in turn.
 */
export function mayBeCalledEarly(program: Program): boolean {
  return program.body.some((node) => {
    if (!("source" in node) || node.source === null) return false;
    const source = textOf(node.source as Node) ?? "";
    return source !== PACKAGE && !source.startsWith(`${PACKAGE}/`) && !source.startsWith("node:");
  });
}
