import { inspect } from "node:util";
import { expect, test } from "vitest";
import { fieldsOf } from "../../test/fixtures/unit/json.ts";
import { Recording } from "../../test/fixtures/unit/recording.ts";
import type { Logger } from "./logger.ts";

const LOGGERS: readonly (readonly [kind: string, of: (recording: Recording) => Logger])[] = [
  ["a logger", ({ app }) => app],
  ["a child", ({ app }) => app.child({ reqId: "r1" })],
];

test.each(LOGGERS)("%s logged inside a value is written as its target", (_kind, of) => {
  const recording = new Recording({ format: "json" });
  const log = of(recording);
  class Service {
    log = log;
    name = "mailer";
  }
  recording.app.info("x", { log, req: { log, url: "/" }, service: new Service() });
  const shown = `[Logger: ${log.target}]`;
  expect(recording.lines().map(fieldsOf)).toEqual([
    { log: shown, req: { log: shown, url: "/" }, service: { log: shown, name: "mailer" } },
  ]);
});

test.each(LOGGERS)(
  "JSON.stringify, util.inspect and console.log show %s as its target",
  (_, of) => {
    const log = of(new Recording());
    const shown = `[Logger: ${log.target}]`;
    expect(JSON.parse(JSON.stringify({ log }))).toEqual({ log: shown });
    expect(inspect(log)).toBe(shown);
    expect(inspect({ log })).toBe(`{ log: ${shown} }`);
  },
);

test.each(LOGGERS)("a placeholder in a message shows %s as its target", (_kind, of) => {
  const recording = new Recording({ template: "{message}" });
  const log = of(recording);
  recording.app.info("{} {:?}", log, log);
  expect(recording.lines()).toEqual([`[Logger: ${log.target}] [Logger: ${log.target}]`]);
});
