import fs from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { folder } from "../../test/folder.ts";
import { memory } from "../backend/memory.ts";
import type { Options } from "../config/options.ts";
import { readBox } from "../recorder/black-box/read-box.ts";
import { Runtime } from "./runtime.ts";

// Each runtime watches for the end of the process.
process.setMaxListeners(0);

const FORMAT = { template: "{level} {message}" } as const;

function make(options: Options = {}) {
  const file = join(folder(), "app.ring");
  const runtime = new Runtime({});
  const backend = memory();
  const recorder = { file, on: [] };
  runtime.configure({ backend, format: FORMAT, recorder, ...options });
  const app = runtime.logger("app");
  return { file, runtime, backend, app, recorder };
}

const linesIn = (file: string) =>
  readBox(fs.readFileSync(file)).records.map(({ bytes }) => bytes.toString().trimEnd());

test("the box has what is kept, and what is logged until the backend has it, in order", () => {
  const { file, runtime, app } = make();
  app.trace("one");
  app.info("two");
  app.debug("three");
  expect(linesIn(file)).toEqual(["TRACE one", "INFO two", "DEBUG three"]);
  runtime.flushSync();
  expect(linesIn(file)).toEqual(["TRACE one", "DEBUG three"]);
});

test("records that the recorder writes to the log leave the box when the backend has them", () => {
  const { file, runtime, app, recorder } = make();
  runtime.configure({ recorder: { ...recorder, on: ["error"], for: 0 } });
  app.trace("one");
  app.error("two");
  app.trace("three");
  expect(linesIn(file).slice(-2)).toEqual(["ERROR two", "TRACE three"]);
  runtime.flushSync();
  expect(linesIn(file)).toEqual(["TRACE three"]);
});

test("with several backends, it has what waits for each of their formats", () => {
  const { file, runtime, app } = make({
    backend: [
      { backend: memory(), format: { template: "A {message}" } },
      { backend: memory(), format: { template: "B {message}" }, filter: "error" },
    ],
  });
  app.trace("one");
  app.info("two");
  app.error("three");
  expect(linesIn(file).toSorted()).toEqual(["A one", "A three", "A two", "B three"]);
  runtime.flushSync();
  expect(linesIn(file)).toEqual(["A one"]);
});

test("it goes on when other options change, and is removed when the recorder is switched off", () => {
  const { file, runtime, app, recorder } = make();
  app.trace("one");
  runtime.configure({ fields: { a: 1 } });
  runtime.configure({ recorder: { ...recorder, level: "debug" } });
  app.debug("two");
  expect(linesIn(file)).toEqual(["TRACE one", "DEBUG two a=1"]);
  runtime.configure({ format: "json" });
  app.debug("three");
  expect(linesIn(file)).toEqual([expect.stringContaining('"msg":"three"')]);
  runtime.configure({ recorder: true });
  app.debug("four");
  expect(fs.existsSync(file)).toBe(false);
});

test.each<[string | undefined, string[]]>([
  [undefined, ["TRACE one", "DEBUG two"]],
  ["1", ["TRACE one", "DEBUG two"]],
  ["debug", ["DEBUG two"]],
])("LOG_RECORDER_FILE makes one, with LOG_RECORDER=%s", (level, lines) => {
  const file = join(folder(), "app.ring");
  const runtime = new Runtime({ LOG_RECORDER: level, LOG_RECORDER_FILE: file });
  runtime.configure({ backend: memory(), format: FORMAT, recorder: false });
  const app = runtime.logger("app");
  app.trace("one");
  app.debug("two");
  expect(linesIn(file)).toEqual(lines);
});

test("with LOG_RECORDER=0, or an invalid path, LOG_RECORDER_FILE makes none", () => {
  const file = join(folder(), "app.ring");
  new Runtime({ LOG_RECORDER: "0", LOG_RECORDER_FILE: file });
  expect(fs.existsSync(file)).toBe(false);
  const runtime = new Runtime({ LOG_RECORDER_FILE: "app.ring" });
  expect(runtime.options.recorder).toBeUndefined();
});

test("it moves to another path", () => {
  const { file, runtime, app } = make();
  const other = join(folder(), "other.ring");
  runtime.configure({ recorder: { file: other } });
  app.trace("one");
  expect(linesIn(other)).toEqual(["TRACE one"]);
  expect(fs.existsSync(file)).toBe(false);
});

test("a path that cannot be used is refused, and nothing changes", () => {
  const { file, runtime, app } = make();
  const other = join(folder(), "app.log");
  fs.writeFileSync(other, "other");
  expect(() => runtime.configure({ filter: "error", recorder: { file: other } })).toThrow(
    expect.objectContaining({ code: "ERR_FASTLOG_RECORDER_UNAVAILABLE" }),
  );
  app.info("one");
  app.trace("two");
  expect(linesIn(file)).toEqual(["INFO one", "TRACE two"]);
  expect(fs.readFileSync(other, "utf8")).toBe("other");
});

test("nothing is left of a box if another option is refused", () => {
  const { file, runtime } = make();
  const other = join(folder(), "app.ring");
  expect(() => runtime.configure({ filter: "inof=x", recorder: { file: other } })).toThrow();
  expect([fs.existsSync(other), fs.existsSync(file)]).toEqual([false, true]);
});

test("a program that configures within a record has its box afterwards", () => {
  const { file, runtime, app } = make({ recorder: false });
  app.info("one", {
    value: {
      toJSON() {
        runtime.configure({ recorder: { file } });
        return 1;
      },
    },
  });
  app.trace("two");
  expect(linesIn(file)).toEqual(["TRACE two"]);
});
