// Takes out of sonic-boom what fastlog's writer uses: it writes buffers to a descriptor that is open, at once. The
// rest (files, texts, flushes, the end of the stream) is two thirds of it, and every program would read that. As a
// module of functions it is not read twice either, as a CommonJS module in a bundle is.
import { readFileSync } from "node:fs";
import { parse } from "acorn";
import { simple } from "acorn-walk";
import MagicString from "magic-string";

const FILE = /[\\/]sonic-boom[\\/]index\.js$/;

/** What its constructor gives to streams that nobody flushes. */
const UNUSED_MEMBERS = ["flush", "flushSync"];

/** Functions that only streams of files call, and those that are ended. */
const UNUSED_FUNCTIONS = ["openFile", "finishEnding"];

/** esbuild's plugin. */
export const sonicBoom = {
  name: "sonic-boom",
  setup({ onLoad }) {
    onLoad({ filter: FILE, namespace: "file" }, ({ path }) => ({
      contents: withoutUnused(readFileSync(path, "utf8")),
    }));
  },
};

/**
 * A module that exports `SonicBoom`, for `{ fd, sync: true, contentMode: "buffer" }` and its method `write`. Throws
 * where the source is not as it is expected to be.
 *
 * @param {string} source sonic-boom's, which is CommonJS.
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
      // The form of the content that is not a buffer's, and the descriptor that is a path.
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

/** Of this version: packages are pinned. */
const EXPECTED = 17;

/** The variable that a declaration makes of a module, or of a member of one. */
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
