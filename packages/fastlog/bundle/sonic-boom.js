// Reduces sonic-boom to the part that fastlog uses, which writes buffers to an open descriptor synchronously. The rest
// (files, texts, flushes, the end of the stream) is two thirds of the package, and V8 would parse it in every program.
// The result is an ES module, because V8 parses the wrapper of a CommonJS module in a bundle twice.
import { readFileSync } from "node:fs";
import { parse } from "acorn";
import { simple } from "acorn-walk";
import MagicString from "magic-string";

const FILE = /[\\/]sonic-boom[\\/]index\.js$/;

/** Members that the constructor sets and fastlog does not use. */
const UNUSED_MEMBERS = ["flush", "flushSync"];

/** Functions that are called only for files and ended streams. */
const UNUSED_FUNCTIONS = ["openFile", "finishEnding"];

/** Plugin for esbuild. */
export const sonicBoom = {
  name: "sonic-boom",
  setup({ onLoad }) {
    onLoad({ filter: FILE, namespace: "file" }, ({ path }) => ({
      contents: withoutUnused(readFileSync(path, "utf8")),
    }));
  },
};

/**
 * Returns a module that exports `SonicBoom`, for `{ fd, sync: true, contentMode: "buffer" }` and its method `write`.
 * Throws if the source is not the expected one.
 *
 * @param {string} source Source of sonic-boom, which is CommonJS.
 */
export function withoutUnused(source) {
  const { body } = parse(source, { ecmaVersion: "latest", sourceType: "script" });
  const text = new MagicString(source);
  const imports = [];
  let removed = 0;
  const remove = ({ start, end }, by = "") => {
    text.overwrite(start, end, by);
    removed++;
  };
  for (const node of body) {
    const required = requiredBy(node);
    if (required !== undefined) {
      imports.push(importOf(required));
      remove(node);
    } else if (/^(?:module\.exports|SonicBoom\.)/.test(source.slice(node.start, node.end))) {
      remove(node);
    } else if (UNUSED_FUNCTIONS.includes(node.id?.name)) {
      remove(node.body, '{ throw new Error("not used by fastlog") }');
    }
  }
  const made = body.find(({ id }) => id?.name === "SonicBoom");
  simple(made, {
    IfStatement({ test, alternate }) {
      // Branches for content that is not a buffer, and for a path instead of a descriptor.
      const condition = source.slice(test.start, test.end);
      if (condition === "contentMode === kContentModeBuffer") remove(alternate, "{}");
    },
    ExpressionStatement(node) {
      const { left } = node.expression;
      if (left?.object?.type !== "ThisExpression") return;
      const isBuffers = /Buffer/.test(source.slice(node.start, node.end));
      if (isBuffers && UNUSED_MEMBERS.includes(left.property.name)) remove(node);
    },
  });
  if (removed !== EXPECTED)
    throw new Error(
      `sonic-boom is another one: ${removed} parts are not used (expected ${EXPECTED})`,
    );
  return `${imports.join("\n")}\n${text}\nexport { SonicBoom };\n`;
}

/** Number of removed parts in the pinned version. */
const EXPECTED = 17;

/** Variable that a declaration sets to a required module or to a member of one. */
function requiredBy({ type, declarations = [] }) {
  const [{ id, init } = {}] = declarations;
  if (type !== "VariableDeclaration" || init === undefined) return undefined;
  const call = init?.type === "MemberExpression" ? init.object : init;
  if (call?.type !== "CallExpression" || call.callee.name !== "require") return undefined;
  return { name: id.name, module: call.arguments[0].value, member: init.property?.name };
}

function importOf({ name, module, member }) {
  return `import ${member === undefined ? name : `{ ${member} as ${name} }`} from "${module}";`;
}
