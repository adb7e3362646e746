import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hostile } from "../../../test/fixtures/unit/hostile.ts";
import { Recording, type RecordingOptions } from "../../../test/fixtures/unit/recording.ts";
import { ManualTime } from "../../../test/fixtures/unit/time.ts";
import type { Logger } from "../../call/logger.ts";

const wall = 1_795_231_705_902;
const TIME = new Date(wall - new Date(wall).getTimezoneOffset() * 60_000)
  .toISOString()
  .slice(11, 23);

function written(log: (logger: Logger) => void, options: RecordingOptions = {}): string {
  const recording = new Recording({ format: "pretty", ...options });
  log(recording.app);
  return recording
    .lines()
    .join("\n")
    .replace(/\d\d:\d\d:\d\d\.\d{3}/, "TIME");
}

/** An error of constant frames. */
function failure(message: string, options?: ErrorOptions): Error {
  const error = new TypeError(message, options);
  error.stack = `TypeError: ${message}\n    at f (/app/a.js:1:2)\n    at g (node:internal/x:3:4)`;
  return error;
}

describe("a pretty record", () => {
  test("has the local time of day, level, target, message and fields", () => {
    const recording = new Recording({ format: "pretty", time: new ManualTime() });
    recording.app.info("GET {}", "/a", { status: 200, path: "/a b", user: { id: 1 } });
    expect(recording.lines()).toEqual([
      expect.stringMatching(
        /^\d\d:\d\d:\d\d\.902 INFO {2}app: GET \/a status=200 path="\/a b" user=\{"id":1\}$/,
      ),
    ]);
    expect(TIME).toHaveLength(12);
  });

  test("has the tag of a worker", () => {
    expect(written((log) => log.warn("m"), { tag: "worker-1\u001b" })).toBe(
      "TIME WARN  [worker-1\\u001b] app: m",
    );
  });

  test("has its error on lines of its own, below bound and other fields", () => {
    const cause = failure("inner");
    const log = (logger: Logger) =>
      logger
        .child({ reqId: "r1" })
        .error(Object.assign(failure("outer", { cause }), { code: "E" }), "no answer", { a: 1 });
    expect(written(log).split("\n")).toEqual([
      "TIME ERROR app: no answer a=1 reqId=r1",
      "    TypeError: outer",
      "        at f (/app/a.js:1:2)",
      "        at g (node:internal/x:3:4)",
      "        code=E",
      "      caused by TypeError: inner",
      "          at f (/app/a.js:1:2)",
      "          at g (node:internal/x:3:4)",
    ]);
  });

  test("has colours for the level, and is dim but for the message, if colours are on", () => {
    const options: RecordingOptions = { color: true };
    expect(written((log) => log.error("m", { a: 1 }), options)).toBe(
      "\u001b[2mTIME\u001b[22m \u001b[31mERROR\u001b[39m \u001b[2mapp: \u001b[22mm\u001b[2m a=1\u001b[22m",
    );
    expect(written((log) => log.error(failure("m")), options)).toMatch(
      // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are what is looked for
      /\n {4}TypeError: m\n {8}at f \(\/app\/a\.js:1:2\)\n\u001b\[2m {8}at g \(node:internal\/x:3:4\)\u001b\[22m$/,
    );
  });

  test("keeps an error that is no object, and a field that only looks like one, on its line", () => {
    expect(written((log) => log.info("m", { err: "text" }))).toBe("TIME INFO  app: m err=text");
    expect(written((log) => log.info("m", { x: ' err={"message":"m"}' }))).toBe(
      'TIME INFO  app: m x=" err={\\"message\\":\\"m\\"}"',
    );
    expect(written((log) => log.info("m", { err: { a: 1 } }))).toBe(
      'TIME INFO  app: m err={"a":1}',
    );
  });

  test("has no error that is redacted, removed or censored", () => {
    const error = () => failure("secret");
    expect(written((log) => log.info("m", { err: error() }), { redact: ["err"] })).toBe(
      "TIME INFO  app: m err=[Redacted]",
    );
    expect(
      written((log) => log.info("m", { err: error(), a: 1 }), {
        redact: { paths: ["err"], remove: true },
      }),
    ).toBe("TIME INFO  app: m a=1");
    expect(
      written((log) => log.info("m", { err: error() }), { redact: ["err.message", "err.stack"] }),
    ).not.toContain("secret");
  });
});

test("a record is within maxRecord, whatever is logged, and keeps its error as a field if that is shorter", () => {
  const size = fc.integer({ min: 0, max: 3000 });
  fc.assert(
    fc.property(fc.string(), size, size, fc.boolean(), (text, message, frames, color) => {
      const recording = new Recording({ format: "pretty", maxRecord: 2048, color });
      const error = failure("x".repeat(message));
      error.stack += "\n    at h".repeat(frames / 8);
      recording.app.error(error, "failed {}", text, { a: text, n: 1 });
      const lines = recording.lines();
      expect(Buffer.byteLength(`${lines.join("\n")}\n`)).toBeLessThanOrEqual(2048);
      expect(lines[0]).toContain("failed");
    }),
  );
});

test("no control character but the newline is written, and no line of a log can be forged", () => {
  fc.assert(
    fc.property(hostile, hostile, (one, other) => {
      const recording = new Recording({ format: "pretty" });
      const error = failure(one);
      error.stack = `${one}\n${other}`;
      recording.app.info(`m ${one}`, { [one]: other, err: error });
      const [first = "", ...below] = recording.lines().join("\n").split("\n");
      expect(first).toMatch(/^\d\d:\d\d:\d\d\.\d{3} INFO {2}app: m /);
      for (const line of below) expect(line).toMatch(/^ {4}/);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
      expect([first, ...below].join("")).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/);
    }),
  );
});
