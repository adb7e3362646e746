// Puts functions into those that call them. V8 does so too, but no more than 920 bytes of bytecode into one function,
// and the way of a record is three times as long: it stops somewhere, elsewhere in each process, and a dozen calls
// are left. What is written as one function is one to V8, whatever its length; in the source each keeps its one job.
import { parse } from "acorn";
import { ancestor } from "acorn-walk";
import MagicString from "magic-string";
import { declaredIn, hasOwnThis, isFunction, withoutNumbers } from "./declared.js";
import { refuseUnsafe } from "./unsafe.js";

/**
 * Which calls give way to what they call: of a function, the text of what is called, and which function that is. A
 * method is named with its class. What is itself put into others comes before them.
 *
 * @typedef {import("./fuse.d.ts").Plan} Plan
 */

/**
 * Carries out a plan. A call that is not there, or cannot be replaced, is an error: the plan has to follow the code.
 *
 * @param {string} code A module.
 * @param {Plan} plan
 */
export function fuse(code, plan) {
  let fused = code;
  let count = 0;
  for (const [host, calls] of Object.entries(plan)) {
    for (const [called, callee] of Object.entries(calls)) {
      const before = count;
      let next = fuseOne(fused, host, called, callee, count);
      while (next !== undefined) {
        fused = next;
        next = fuseOne(fused, host, called, callee, ++count);
      }
      if (count === before) throw new Error(`${host} does not call ${called}`);
    }
  }
  return fused;
}

/**
 * Replaces the first such call:
 *
 * ```text
 *                              let fused$0;
 *  const chunk = this.open(7); leave$0: { const self$0 = this; let level$0 = 7; … { fused$0 = next; break leave$0; } … }
 *                              const chunk = fused$0;
 * ```
 *
 * The answer is `undefined` where there is none.
 */
function fuseOne(code, host, called, callee, count) {
  const program = parse(code, { ecmaVersion: "latest", sourceType: "module" });
  const functions = functionsOf(program);
  const around = callIn(code, named(functions, host), called);
  if (around === undefined) return undefined;
  const { statement, condition, value } = placeOf(around, `${host}: ${called}`);
  const call = around.at(-1);
  const isOwnName =
    call.callee.type === "Identifier" && withoutNumbers(call.callee.name) === callee;
  const target = named(functions, isOwnName ? call.callee.name : callee);
  const nodes = { host: named(functions, host), target, call };
  refuseUnsafe(program, functions, nodes, { called, name: callee });
  const body = bodyOf(code, target, call, count);
  const result = `fused$${count}`;
  const isDeclaration = statement.type === "VariableDeclaration";
  const start =
    condition === undefined
      ? `let ${result};\n${body}\n`
      : `let ${result} = ${textOf(code, condition)};\nif (${result}) { ${result} = undefined; ${body} }\n`;
  const text = new MagicString(code);
  text.overwrite(value.start, value.end, result);
  // What is declared has to be seen behind it; anything else may be what an `if` has instead of a block.
  text.prependLeft(statement.start, isDeclaration ? start : `{ ${start}`);
  if (!isDeclaration) text.appendRight(statement.end, " }");
  return text.toString();
}

/** The functions of a module, the methods of its classes, and the arrow functions that those have as properties. */
function functionsOf(program) {
  const functions = new Map();
  for (const node of program.body) {
    const declaration = node.declaration ?? node;
    if (declaration?.type === "FunctionDeclaration")
      functions.set(declaration.id.name, declaration);
    for (const [name, { body }] of classesOf(declaration)) {
      for (const { kind, key, value, computed, static: isStatic } of body.body) {
        if (kind === "method" && key.type === "Identifier" && !computed && !isStatic)
          functions.set(`${name}.${key.name}`, value);
        if (kind !== "constructor") continue;
        for (const [property, arrow] of arrowsOf(value))
          functions.set(`${name}.${property}`, arrow);
      }
    }
  }
  return functions;
}

function classesOf(node) {
  if (node?.type === "ClassDeclaration") return [[node.id.name, node]];
  if (node?.type !== "VariableDeclaration") return [];
  return node.declarations
    .filter(({ init }) => init?.type === "ClassExpression")
    .map(({ id, init }) => [id.name, init]);
}

/** TypeScript sets such a property in the constructor. */
function arrowsOf({ body }) {
  return body.body
    .map(({ expression }) => expression)
    .filter((expression) => expression?.right?.type === "ArrowFunctionExpression")
    .map(({ left, right }) => [left.property.name, right]);
}

function named(functions, name) {
  const found = functions.get(name);
  if (found === undefined) throw new Error(`there is no function ${name}`);
  return found;
}

/** The first call, behind all nodes that it is in. */
function callIn(code, { body }, called) {
  let found;
  ancestor(body, {
    CallExpression({ callee }, _, around) {
      if (found !== undefined || around.some(isFunction)) return;
      if (withoutNumbers(textOf(code, callee)) === called) found = [...around];
    },
  });
  return found;
}

function textOf(code, { start, end }) {
  return code.slice(start, end);
}

/**
 * The statement that a call is in, the expression that its result stands for, and what has to hold for the call to
 * be made. Nothing else may be evaluated in front of it.
 */
function placeOf(around, what) {
  let value = around.at(-1);
  let condition;
  for (let i = around.length - 2; i >= 0; i--) {
    const node = around[i];
    const inner = around[i + 1];
    const isIf = node.type === "IfStatement" && node.test === inner;
    if (isIf || /^(Expression|Return)Statement$|^VariableDeclaration$/.test(node.type)) {
      if (node.declarations !== undefined && node.declarations[0] !== inner) break;
      return { statement: node, condition, value };
    }
    if (isLastOfAnd(node, inner) && around[i - 1].type === "IfStatement") {
      condition = node.left;
      value = node;
    } else if (!isFirst(node, inner)) {
      break;
    }
  }
  throw new Error(`${what} is called behind something else`);
}

function isLastOfAnd({ type, operator, right }, inner) {
  return type === "LogicalExpression" && operator === "&&" && right === inner;
}

/** Whether a node is evaluated before all else in the one that it is in. */
function isFirst(node, inner) {
  switch (node.type) {
    case "UnaryExpression":
      return true;
    case "LogicalExpression":
    case "BinaryExpression":
      return node.left === inner;
    case "MemberExpression":
      return node.object === inner;
    case "ConditionalExpression":
      return node.test === inner;
    case "AssignmentExpression":
      return node.operator === "=" && node.left.type === "Identifier";
    case "VariableDeclarator":
      return node.init === inner;
    default:
      return false;
  }
}

/** A function as a block of which `leave$` is the end, and `fused$` what it returns. */
function bodyOf(code, { params, body }, { callee, arguments: args }, count) {
  const own = namesIn(params, body);
  const text = new MagicString(code);
  let usesThis = false;
  const rename = (node) => {
    if (own.has(node.name)) text.overwrite(node.start, node.end, `${node.name}$${count}`);
  };
  const spellOut = ({ shorthand, start, key }) => {
    if (shorthand && own.has(key.name)) text.prependLeft(start, `${key.name}: `);
  };
  ancestor(body, {
    Identifier: rename,
    VariablePattern: rename,
    Property: spellOut,
    ObjectPattern: ({ properties }) => properties.forEach(spellOut),
    ThisExpression({ start, end }, _, around) {
      if (around.some(hasOwnThis)) return;
      usesThis = true;
      text.overwrite(start, end, `self$${count}`);
    },
    ReturnStatement({ start, end, argument }, _, around) {
      if (around.some(isFunction)) return;
      if (argument === null) {
        text.overwrite(start, end, `break leave$${count};`);
      } else {
        text.overwrite(start, argument.start, `{ fused$${count} = `);
        text.overwrite(argument.end, end, `; break leave$${count}; }`);
      }
    },
  });
  const given = params.map(({ name }, i) => {
    const value = args[i] === undefined ? "undefined" : textOf(code, args[i]);
    return `let ${name}$${count} = ${value};`;
  });
  if (usesThis) given.unshift(`const self$${count} = ${textOf(code, callee.object)};`);
  return `leave$${count}: { ${given.join(" ")}${text.slice(body.start + 1, body.end - 1)} }`;
}

/** The names that a function gives. */
function namesIn(params, body) {
  const names = new Set(params.map(({ name }) => name));
  if (names.has(undefined)) throw new Error("a parameter has a default, or is a pattern");
  for (const { name } of declaredIn(body)) names.add(name);
  return names;
}
