// Logs what programs log, in every format, without the parts of a line that differ between runs.
import { configure, defineEvent, getContext, logger, setFilter, withContext } from "fastlog";
import { capture } from "fastlog/testing";

const log = logger("app");
const done = defineEvent("info", "done", {
  type: "object",
  properties: { status: { type: "integer", minimum: 100 } },
  required: ["status"],
});
const boom = Object.assign(new TypeError("boom", { cause: new Error("root") }), { code: "E1" });
// The frames of a stack are the runtime's own.
for (const error of [boom, boom.cause])
  error.stack = `${error.name}: ${error.message}\n    at f (a.js:1:2)`;

function logAll() {
  log.info("one {} {name}", 1, { name: "n", left: [true, null, 2n] });
  log.warn`took ${3}ms for ${"/path"}`;
  log.error(boom);
  log.error("failed", boom, { host: "h" });
  log.debug(() => "not at info");
  log.child({ reqId: 7 }).info({ status: 200 }, "pino's order");
  log.info("{:?} {value:?}", { a: { b: 1 } }, { value: "text" });
  log.info("values", {
    map: new Map([["k", new Date(0)]]),
    set: new Set([1, "a"]),
    bytes: Buffer.from("abc"),
    url: new URL("http://host/path"),
    regex: /x/g,
    symbol: Symbol("s"),
    nan: Number.NaN,
    text: "\u001b[31m\u2028 \ud800 é 漢",
    password: "secret",
    deep: { token: "secret" },
    headers: new Headers({ token: "secret", accept: "*/*" }),
    getter: {
      get bad() {
        throw new Error("no");
      },
    },
  });
  withContext({ trace: "t" }, () => log.info("inside", getContext()));
  done({ status: 200 });
  done({ status: "x" });
}

const redact = ["password", "**.token"];
for (const format of [
  { template: "{level} {target} {message}" },
  { template: "{target} {level:5} {message}" },
]) {
  configure({ format, redact });
  logAll();
}
const captured = capture();
setFilter("debug,app=warn/o");
logAll();
captured.restore();
for (const { level, message, fields } of captured.records)
  console.log(level, message, Object.keys(fields).join());
setFilter("info");
for (const format of ["json", "logfmt", "syslog"]) {
  configure({ format, redact });
  logAll();
}
