import { parse } from "acorn";
import { simple } from "acorn-walk";
import MagicString from "magic-string";

/**
 * Declares variables of a module as `const` if they are never assigned. esbuild turns constants into `var`, which V8
 * cannot treat as constants: a record with three fields then takes 10 % longer.
 *
 * @param {string} code A module, or a script.
 */
export function constants(code) {
  const program = parse(code, { ecmaVersion: "latest", sourceType: "module" });
  const assigned = assignedIn(program);
  const text = new MagicString(code);
  for (const { type, kind, start, declarations } of program.body) {
    if (type !== "VariableDeclaration" || kind !== "var") continue;
    const isConstant = declarations.every(
      ({ id, init }) => id.type === "Identifier" && init !== null && !assigned.has(id.name),
    );
    if (isConstant) text.overwrite(start, start + kind.length, "const");
  }
  return text.toString();
}

/** All names that are assigned anywhere in the program. */
function assignedIn(program) {
  const names = new Set();
  const add = (target) => {
    for (const name of targetsOf(target)) names.add(name);
  };
  simple(program, {
    AssignmentExpression: ({ left }) => add(left),
    UpdateExpression: ({ argument }) => add(argument),
    ForInStatement: ({ left }) => add(left),
    ForOfStatement: ({ left }) => add(left),
  });
  return names;
}

/** Variables that an assignment sets. Setting a property of a variable does not count. */
function targetsOf(node) {
  switch (node?.type) {
    case "Identifier":
      return [node.name];
    case "ArrayPattern":
      return node.elements.flatMap(targetsOf);
    case "ObjectPattern":
      return node.properties.flatMap((property) => targetsOf(property.value ?? property));
    case "AssignmentPattern":
      return targetsOf(node.left);
    case "RestElement":
      return targetsOf(node.argument);
    default:
      return [];
  }
}
