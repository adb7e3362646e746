// The imports between the folders of src, as a Mermaid flowchart on standard output: `npm run imports`.
//
// test/imports.test.ts fails where a file imports one of a higher layer, or where imports form a circle.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";

const SOURCES = join(import.meta.dirname, "src");

/**
 * Folders and files of `src`, from those that know all others to those that know none. A file belongs to the longest
 * entry that its path begins with. It may import files of its own layer and of those below.
 */
export const LAYERS = [
  "command.ts",
  "command/",
  "browser.ts",
  "browser/",
  "testing.ts",
  "nest.ts",
  "nest/",
  "conformance/",
  "tracepoint.ts",
  "tracepoint/",
  "register.ts",
  "register/",
  "site.ts",
  "http.ts",
  "http/",
  "bridge.ts",
  "bridge/",
  "index.ts",
  "lifecycle/",
  "control/",
  "capture/",
  "recorder/",
  "shipment/",
  "threads/",
  "config/",
  "call/",
  "sink/",
  "limit/",
  "record/",
  "event/",
  "message/",
  "serializers.ts",
  "fields/",
  "encode/shorten/",
  "encode/otlp/",
  "encode/format/",
  "encode/value/",
  "encode/object/",
  "encode/bytes/",
  "backend/",
  "backend/file/",
  "backend/rotation/",
  "backend/fd/",
  "backend/otlp/",
  "backend/stream/",
  "backend/datagram/",
  "backend/delivery/",
  "backend/options/",
  "backend/backend.ts",
  "backend/trouble.ts",
  "batch/",
  "where/",
  "trace/",
  "redact/",
  "filter.ts",
  "filter/",
  "permitted.ts",
  "diagnostics/",
  "target.ts",
  "stack.ts",
  "severity.ts",
  "level.ts",
  "own-levels.ts",
  "errors.ts",
  "text/",
  "time/",
  "own-members.ts",
  "load-koffi.ts",
  "load-package.ts",
  "is-worker.ts",
];

/** Static and dynamic imports, those of types included. */
const IMPORT = /(?:\bfrom|\bimport)\s*\(?\s*"(\.[^"]+\.ts)"/g;

/**
 * The files that each file of `src` imports, but for tests.
 *
 * @returns {Map<string, readonly string[]>}
 */
export function importsOf() {
  const files = readdirSync(SOURCES, { recursive: true, encoding: "utf8" })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
    .sort();
  return new Map(files.map((file) => [file, importsIn(file)]));
}

/** @param {string} file */
function importsIn(file) {
  const text = readFileSync(join(SOURCES, file), "utf8").replaceAll(/^\s*(?:\*|\/\/).*$/gm, "");
  const specifiers = Array.from(text.matchAll(IMPORT), ([, specifier]) => specifier);
  return [...new Set(specifiers.map((specifier) => posix.join(dirname(file), specifier)))];
}

/**
 * The layer that a file belongs to; `undefined` where it has none.
 *
 * @param {string} file
 * @returns {string | undefined}
 */
export function layerOf(file) {
  return LAYERS.filter((layer) => (layer.endsWith("/") ? file.startsWith(layer) : file === layer))
    .sort((a, b) => b.length - a.length)
    .at(0);
}

/**
 * Imports of a higher layer, as `from -> to`.
 *
 * @param {ReadonlyMap<string, readonly string[]>} imports
 */
export function upward(imports) {
  const height = (file) => LAYERS.indexOf(layerOf(file) ?? "");
  return [...imports].flatMap(([file, targets]) =>
    targets
      .filter((target) => height(target) < height(file))
      .map((target) => `${file} -> ${target}`),
  );
}

/**
 * The groups of files that import each other, directly or not (Tarjan's strongly connected components).
 *
 * @param {ReadonlyMap<string, readonly string[]>} imports
 * @returns {string[][]}
 */
export function circles(imports) {
  const order = new Map();
  const lowest = new Map();
  const stack = [];
  const found = [];
  const visit = (file) => {
    order.set(file, order.size);
    lowest.set(file, order.get(file));
    stack.push(file);
    for (const target of imports.get(file) ?? []) {
      if (!order.has(target)) visit(target);
      if (stack.includes(target)) {
        lowest.set(file, Math.min(lowest.get(file), lowest.get(target)));
      }
    }
    if (lowest.get(file) !== order.get(file)) return;
    const circle = stack.splice(stack.indexOf(file));
    if (circle.length > 1 || (imports.get(file) ?? []).includes(file)) found.push(circle.sort());
  };
  for (const file of imports.keys()) if (!order.has(file)) visit(file);
  return found;
}

/** The layers and the imports between them, without those that others imply. */
function drawing() {
  const counts = new Map(LAYERS.map((layer) => [layer, new Map()]));
  for (const [file, targets] of importsOf()) {
    const from = counts.get(layerOf(file));
    for (const target of targets) {
      const to = layerOf(target);
      if (to !== layerOf(file)) from.set(to, (from.get(to) ?? 0) + 1);
    }
  }
  const reaches = (from, to) =>
    from === to || [...counts.get(from).keys()].some((next) => reaches(next, to));
  const lines = ["flowchart TD"];
  for (const layer of LAYERS) lines.push(`  ${LAYERS.indexOf(layer)}["${layer}"]`);
  for (const [from, targets] of counts) {
    for (const [to, count] of targets) {
      const isImplied = [...targets.keys()].some((next) => next !== to && reaches(next, to));
      if (isImplied) continue;
      lines.push(`  ${LAYERS.indexOf(from)} -->|${count}| ${LAYERS.indexOf(to)}`);
    }
  }
  return lines.join("\n");
}

if (process.argv[1] === import.meta.filename) {
  const wrong = [
    ...upward(importsOf()),
    ...circles(importsOf()).map((files) => files.join(" <-> ")),
  ];
  if (wrong.length > 0) {
    console.error(wrong.join("\n"));
    process.exitCode = 1;
  } else {
    console.log(drawing());
  }
}
