import { atLeast, atMost } from "./verdict.js";

const MESSAGE = "fastlog: message";
const INTEGERS = "fastlog: three integers";
const BUFFERED = "pino: message, buffered";
const UNBUFFERED = "pino: message, unbuffered";

/** What must not be loaded before it is needed: built-in modules, and a package. */
const UNWANTED = /^NativeModule (net|dgram|tls|_tls_.*)$|[\\/](?:ajv|re2js)[\\/]/;

/**
 * What the figures of messages have to be. Where a goal is for several of them, the worst one is
 * judged.
 *
 * @param {ReturnType<import("./measure.js").measure>} results
 * @returns {import("./verdict.js").Verdict[]}
 */
export function judge({ device, file, disabled, lookup, heap, imports }) {
  const floors = (name) => Math.max(device[name].floors, file[name].floors);
  const messages = (name) => Math.min(device[name].messages, file[name].messages);
  const collections = heap.message.collections + heap.integers.collections;
  const { empty, fastlog } = imports.least;
  return [
    atMost(1, "a message, as times of the floor", floors(MESSAGE), 2.5, "x"),
    atLeast(1, "pino buffered, as times of that", messages(BUFFERED), 8, "x"),
    atLeast(1, "pino unbuffered, as times of that", messages(UNBUFFERED), 15, "x"),
    atMost(2, "three integers, as times of the floor", floors(INTEGERS), 4.5, "x"),
    atMost(3, "disabled, no directives, over empty", extra(disabled.few), 1, "ns"),
    atMost(3, "disabled, 200 directives, over empty", extra(disabled.many), 1, "ns"),
    atMost(3, "disabled for the calling module", lookup.plain / 1000, 3, "µs"),
    atMost(3, "the same, a tagged template", lookup.template, 30, "ns"),
    atMost(4, "heap of a message", heap.message.bytes, 64, "bytes"),
    atMost(4, "heap of three integers", heap.integers.bytes, 64, "bytes"),
    atMost(4, "collections while that was measured", collections, 0, ""),
    atMost(5, "import, over an empty module", fastlog.wall - empty.wall, 8, "ms"),
    atMost(5, "unwanted modules loaded by it", unwanted(fastlog).length, 0, ""),
  ];
}

/** What a disabled call takes more than an empty function. */
function extra({ inlined, called }) {
  return Math.max(inlined.plainExtra, inlined.namedExtra, called.plainExtra, called.namedExtra);
}

function unwanted({ builtins, required }) {
  return [...builtins, ...required].filter((name) => UNWANTED.test(name));
}
