// Which names a piece of code declares, and in which of its functions.
import { ancestor } from "acorn-walk";

/** Identifiers that a piece of code declares, each with the functions that it stands in. */
export function declaredIn(body) {
  const found = [];
  const pattern = (node, around) => {
    for (const identifier of identifiersOf(node))
      found.push({ name: identifier.name, around: around.filter(isFunction) });
  };
  ancestor(body, {
    VariableDeclarator: ({ id }, _, around) => pattern(id, around),
    Function: (node, _, around) => {
      const outer = around.slice(0, -1);
      if (node.type === "FunctionDeclaration") pattern(node.id, outer);
      for (const param of node.params) pattern(param, [...outer, node]);
    },
    ClassDeclaration: ({ id }, _, around) => pattern(id, around),
    CatchClause: ({ param }, _, around) => pattern(param, around),
  });
  return found;
}

export function identifiersOf(node) {
  switch (node?.type) {
    case "Identifier":
      return [node];
    case "ArrayPattern":
      return node.elements.flatMap(identifiersOf);
    case "ObjectPattern":
      return node.properties.flatMap((property) => identifiersOf(property.value ?? property));
    case "AssignmentPattern":
      return identifiersOf(node.left);
    case "RestElement":
      return identifiersOf(node.argument);
    default:
      return [];
  }
}

/** Whether `this` means something else inside of a node. */
export function hasOwnThis({ type }) {
  return (
    type === "FunctionExpression" || type === "FunctionDeclaration" || type.startsWith("Class")
  );
}

export function isFunction({ type }) {
  return type.includes("Function");
}

/** esbuild numbers the names that several modules have. */
export function withoutNumbers(called) {
  return called.replace(/\b([a-z]\w*?)\d+\b/gi, "$1");
}
