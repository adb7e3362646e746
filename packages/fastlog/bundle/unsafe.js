// Inlining changes what code means where names, `this` or `arguments` differ between the two places. Whatever cannot be
// shown to mean the same is refused: the build stops, and the plan has to be changed.
import { ancestor } from "acorn-walk";
import { declaredIn, hasOwnThis, identifiersOf, isFunction, withoutNumbers } from "./declared.js";

/**
 * Refuses to inline a function where the block would not do what the call does.
 *
 * @param {import("acorn").Program} program
 * @param {Map<string, object>} functions All functions of the program, by name.
 * @param {{ host: object, target: object, call: object }} nodes The function that calls, the one that is called, the call.
 * @param {{ called: string, name: string }} names How the call is written, and the function's name.
 */
export function refuseUnsafe(program, functions, { host, target, call }, { called, name }) {
  const no = (why) => {
    throw new Error(`${name} cannot be put in the place of ${called}: ${why}`);
  };
  const { params, body } = target;
  if (target.async || target.generator) no("it is async or a generator");
  if (call.arguments.length > params.length) no("it is given more than it takes");
  if (call.arguments.some(({ type }) => type === "SpreadElement")) no("its arguments are spread");
  const declared = declaredIn(body);
  const own = new Set([
    ...params.map(({ name }) => name),
    ...declared.filter(({ around }) => around.length === 0).map(({ name }) => name),
  ]);
  const inner = declared.filter(({ around }) => around.length > 0);
  const free = new Set();
  ancestor(body, {
    VariableDeclaration: ({ kind }, _, around) => {
      if (kind === "var" && !around.some(isFunction))
        no("it has a var, which keeps its value from call to call");
    },
    Identifier: (node, _, around) => use(node, around),
    VariablePattern: (node, _, around) => use(node, around),
    MetaProperty: (_, __, around) =>
      around.some(hasOwnThis) || no("it asks for new.target or import.meta"),
    Super: (_, __, around) => around.some(hasOwnThis) || no("it uses super"),
  });
  function use({ name }, around) {
    const functions = around.filter(isFunction);
    if (name === "arguments" && !functions.some(hasOwnThis)) no("it uses arguments");
    const declaredHere = inner.some(
      (one) => one.name === name && one.around.every((f) => functions.includes(f)),
    );
    if (own.has(name) || declaredHere) return;
    if (inner.some((one) => one.name === name))
      no(`${name} is one thing in it, and another in a function inside it`);
    free.add(name);
  }
  const hidden = [...host.params.flatMap(identifiersOf), ...declaredIn(host.body)].find((one) =>
    free.has(one.name),
  );
  if (hidden !== undefined) no(`its ${hidden.name} is another one there`);
  if (target === host) no("it is the function itself");
  ancestor(body, {
    CallExpression({ callee }) {
      if (callee.type === "Identifier" && functions.get(callee.name) === target)
        no("it calls itself");
    },
  });
  const [className, method] = name.split(".");
  if (method === undefined) return;
  ancestor(program, {
    Class({ superClass, body }) {
      if (superClass?.type !== "Identifier" || withoutNumbers(superClass.name) !== className)
        return;
      if (body.body.some(({ key }) => key?.name === method))
        no(`a class that extends ${className} has its own`);
    },
  });
}
