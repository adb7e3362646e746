// Puts a value on Object.prototype under each name, and then does what needs options; reports what differs from
// what happens without: lines `name value difference` on descriptor 3.
//
//   node polluted.mjs LOG_FILE NAME…
import { writeSync } from "node:fs";
import {
  close,
  configure,
  defineEvent,
  enabled,
  file,
  flushSync,
  info,
  logger,
  memory,
  setFilter,
  stats,
  tcp,
  withContext,
} from "fastlog";
import { capture } from "fastlog/testing";

const path = process.argv[2];
const names = process.argv.slice(3);

/** What a program does with options, and all that it wrote. */
async function everything() {
  const said = [];
  const attempt = (name, action) => {
    try {
      action();
    } catch (error) {
      said.push(`${name}: ${error.message}`);
    }
  };
  const log = logger("app");
  const [first, second, third] = [memory(), memory(), memory()];
  attempt("configure", () => configure({ backend: first, format: "json", filter: "debug" }));
  attempt("call", () => info("first {}", 1, { a: { b: [1, { c: 2 }] } }));
  attempt("child", () => log.child({ id: 1 }, { level: "warn" }).warn("warned"));
  attempt("child", () => log.child({ id: 1 }).info("told"));
  attempt("child", () => log.child({ id: 1 }, {}).info("told"));
  attempt("event", () => {
    const schema = {
      type: "object",
      properties: { ms: { type: "integer" }, s: { type: "string" } },
    };
    const done = defineEvent("info", "done", schema);
    done({ ms: 1, s: "x" });
    done({ ms: "1" });
  });
  const why = Object.assign(new Error("why"), { stack: "Error: why" });
  attempt("context", () => withContext({ reqId: 7 }, () => log.error(why, "failed")));
  attempt("levels", () => {
    log.log("notice", "by name");
    log.log({ level: "error", message: "as an object" });
    said.push(enabled("debug"), log.isEnabled("trace"), log.level);
  });
  for (const format of ["text", "logfmt", "syslog", { template: "{level} {message}" }]) {
    attempt("format", () => configure({ format }));
    attempt("call", () => log.info("formatted {x}", { x: 1 }));
  }
  attempt("several", () =>
    configure({
      format: "json",
      backend: [
        { backend: first, filter: "warn" },
        { backend: second },
        { backend: third, format: "logfmt" },
      ],
      redact: ["password"],
      serializers: { n: (n) => n + 1 },
      fields: { app: "x" },
    }),
  );
  attempt("call", () => log.warn("to all", { password: "secret", n: 1 }));
  attempt("setFilter", () => setFilter("info,app=debug"));
  attempt("urls", () => {
    configure({ backend: `file://${path}?maxSize=64kb&keep=2` });
    log.info("to a file");
    configure({ backend: file(path, { mode: 0o600 }) });
    log.info("to a file");
    configure({ backend: file(path) });
    configure({ backend: "tcp://127.0.0.1:1?buffer=64kb", onBackendError() {} });
    configure({ backend: tcp({ host: "127.0.0.1", port: 1 }) });
  });
  attempt("capture", () => {
    const captured = capture();
    log.info("captured", { a: 1 });
    const [{ message, level, fields }] = captured.records;
    said.push(message, level, { ...fields });
    captured.restore();
  });
  flushSync();
  const [{ dropped }] = stats().backends;
  said.push(dropped);
  attempt("back", () =>
    configure({ backend: memory(), redact: [], serializers: {}, fields: {}, format: "text" }),
  );
  await close();
  const lines = [first, second, third].flatMap(({ lines }) => lines);
  const same = (text) =>
    text.replaceAll(
      /\d{4}-\d\d-\d\dT[\d:.]+Z|"(?:time|hrtime)":\d+|hrtime="?\d+"?|\d{9,}|:\d+:\d+\)?/g,
      "0",
    );
  return JSON.stringify([said, lines.map(same)], undefined, 1);
}

await everything();
const expected = await everything();
for (const name of names) {
  for (const value of ["x", -1, null, { toString: 1 }]) {
    Object.prototype[name] = value;
    let found;
    try {
      found = await everything();
    } catch (error) {
      found = String(error?.stack);
    }
    delete Object.prototype[name];
    if (found === expected) continue;
    const [were, are] = [expected.split("\n"), found.split("\n")];
    const at = are.findIndex((line, i) => line !== were[i]);
    writeSync(
      3,
      `${name} ${typeof value}: ${are[at]?.slice(0, 300)} <- ${were[at]?.slice(0, 200)}\n`,
    );
  }
}
