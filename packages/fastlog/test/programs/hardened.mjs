// Hardens or robs the environment, before or after fastlog is loaded, and then logs in each way.
//
//   node hardened.mjs HOW early|late
import { writeSync } from "node:fs";

const [how, when] = process.argv.slice(2);

function freezeAll() {
  const seen = new Set();
  const freeze = (value) => {
    if ((typeof value !== "object" && typeof value !== "function") || value === null) return;
    if (seen.has(value)) return;
    seen.add(value);
    Object.freeze(value);
    for (const property of Object.values(Object.getOwnPropertyDescriptors(value))) {
      freeze(property.value);
      freeze(property.get);
      freeze(property.set);
    }
    freeze(Object.getPrototypeOf(value));
  };
  const names =
    "Object Array Function Error TypeError RangeError String Number Boolean Symbol BigInt Map Set WeakMap WeakSet Promise Date RegExp JSON Math Reflect Proxy Uint8Array DataView ArrayBuffer URL Buffer";
  for (const name of names.split(" ")) freeze(globalThis[name]);
}

const HOW = {
  frozen: freezeAll,
  // As SES has it.
  tamed() {
    Date.now = () => Number.NaN;
    Math.random = () => {
      throw new TypeError("secure mode");
    };
    delete Error.captureStackTrace;
    delete Error.stackTraceLimit;
    freezeAll();
  },
  robbed() {
    const timers = [
      "setTimeout",
      "clearTimeout",
      "setImmediate",
      "clearImmediate",
      "queueMicrotask",
    ];
    for (const name of [...timers, "structuredClone", "performance"]) {
      delete globalThis[name];
    }
  },
  none() {},
};

if (when === "early") HOW[how]();
const { configure, defineEvent, flush, info, logger, memory, stats, withContext } = await import(
  "fastlog"
);
if (when === "late") HOW[how]();

const backend = memory();
configure({ backend, format: "json", redact: ["password"], serializers: { n: (n) => n + 1 } });
const log = logger("app");
const done = defineEvent("info", "done", {
  type: "object",
  properties: { ms: { type: "integer" } },
});
info("plain {}", 1, { a: [1, { b: new Map([[1, 2]]) }], password: "secret", n: 1 });
info`tagged ${1}`;
log.child({ reqId: 1 }, { level: "warn" }).warn("child");
withContext({ id: 7 }, () => log.error(new TypeError("why", { cause: new Error("root") })));
done({ ms: 1 });
done({ ms: "x" });
log.log("notice", "level");
for (const format of ["text", "logfmt", "syslog"]) {
  configure({ format });
  log.info("as {format}", { format });
}
await flush();
const lines = backend.lines.length;
configure({ backend: "stdout", format: "text" });
log.info("to stdout");
await flush();
const dropped = stats().dropped + stats().retired.dropped;
writeSync(
  3,
  `${JSON.stringify({ lines, dropped, words: backend.text.match(/plain 1|tagged 1|child|why|root|done|level|as \w+/g) })}\n`,
);
