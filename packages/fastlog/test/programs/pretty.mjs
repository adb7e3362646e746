// Logs in JSON what a reader of such lines may stumble over.
import { configure, error, info, log, logger, warn, withContext } from "fastlog";

configure({ format: "json", filter: "trace" });

for (const level of ["fatal", "error", "warn", "info", "debug", "trace"])
  log(level, "at {}", level);
info("fields", { text: "text", number: 1.5, yes: true, nothing: null, big: 2n ** 64n });
info("nested", { outer: { inner: [1, { deepest: "here" }] }, list: ["a", "b"], when: new Date(0) });
info({ only: "fields" });
error(new TypeError("thrown alone"));
const cause = new Error("the cause");
error("failed in {}", "a call", new RangeError("thrown with a cause", { cause }));
warn("aggregated", { err: new AggregateError([new Error("one"), new Error("two")], "all") });
info("own keys", { level: 1, time: 2, pid: 3, hostname: 4, msg: 5, tag: 6, target: 7 });
// Not `constructor`: there pino-pretty 13.2 ends in the middle of its input, without a word.
info("hostile keys", { "a\nb": 1, "\u001b[31mred": 2, "": 3, 'quo"te': 4, "{}": 5, "\ud800": 6 });
info('hostile message \r\n{"level":60,"msg":"forged"} \u2028 \ud800', { value: "\u0000\n  at x" });
logger("app::db").child({ reqId: "r1" }).child({ user: 7 }).info("of a child");
withContext({ requestId: "c1" }, () => info("in a context"));
info("x".repeat(100_000), { left: "out" });
info("");
info("the last");
