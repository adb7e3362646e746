import { AssertionError } from "node:assert";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { runInNewContext } from "node:vm";
import createError from "http-errors";
import standard from "pino-std-serializers";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { Recording } from "../fixtures/unit/recording.ts";

/** It has no types. */
const restify: Record<string, new (...args: readonly unknown[]) => Error> = createRequire(
  import.meta.url,
)("restify-errors");

function restifyError(name: string, ...args: readonly unknown[]): Error {
  const made = restify[name];
  if (made === undefined) throw new Error(`restify-errors has no ${name}`);
  return new made(...args);
}

/** As before there were classes. */
function OldError(this: Error & { detail?: string }, message: string): void {
  Error.call(this);
  this.message = message;
  this.detail = "own";
}
OldError.prototype = Object.create(Error.prototype);
OldError.prototype.constructor = OldError;
OldError.prototype.name = "OldError";
OldError.prototype.status = 500;
OldError.prototype.isOld = true;
OldError.prototype.describe = (): string => "a method";
const makeOld = OldError as unknown as new (message: string) => Error;

const failure = async (work: () => unknown): Promise<Error> => {
  try {
    await work();
  } catch (error) {
    return error as Error;
  }
  throw new Error("it did not fail");
};

const ERRORS: readonly (readonly [name: string, error: Error, told: object])[] = [
  [
    "http-errors",
    createError(404, "nope"),
    { type: "NotFoundError", message: "nope", status: 404, statusCode: 404, expose: true },
  ],
  [
    "http-errors with properties",
    createError(503, "busy", { retryAfter: 3, expose: true }),
    { type: "ServiceUnavailableError", status: 503, statusCode: 503, expose: true, retryAfter: 3 },
  ],
  [
    "restify-errors",
    restifyError("NotFoundError", { info: { id: 17 }, cause: new Error("why") }, "nope"),
    {
      type: "NotFoundError",
      message: expect.stringContaining("nope"),
      statusCode: 404,
      body: { code: "NotFound", message: expect.stringContaining("nope") },
      jse_info: { id: 17 },
      jse_cause: expect.objectContaining({ type: "Error", message: "why" }),
    },
  ],
  [
    "a class of before there were classes",
    new makeOld("failed"),
    { type: "OldError", message: "failed", detail: "own", status: 500, isOld: true },
  ],
  [
    "zod",
    await failure(() => z.object({ id: z.number() }).parse({ id: "x" })),
    { type: "ZodError", message: expect.stringContaining("expected number") },
  ],
  [
    "zod, of what it does not throw",
    z.object({ id: z.number() }).safeParse({ id: "x" }).error as Error,
    { type: "ZodError", message: expect.stringContaining("expected number") },
  ],
  [
    "node:fs",
    await failure(() => readFile("/no/such/file")),
    { type: "Error", code: "ENOENT", syscall: "open", path: "/no/such/file", errno: -2 },
  ],
  [
    "node:assert",
    new AssertionError({ actual: 1, expected: 2, operator: "strictEqual" }),
    { type: "AssertionError", code: "ERR_ASSERTION", actual: 1, expected: 2 },
  ],
  [
    "fetch",
    await failure(() => fetch("http://127.0.0.1:1/", { signal: AbortSignal.abort() })),
    { type: "AbortError", message: "This operation was aborted", code: 20 },
  ],
  [
    "fetch, of a port that is closed to it",
    await failure(() => fetch("http://127.0.0.1:1/")),
    {
      type: "TypeError",
      message: "fetch failed",
      cause: expect.objectContaining({ type: "Error" }),
    },
  ],
  [
    "another realm",
    runInNewContext(
      "Object.assign(new RangeError('far'), { code: 'E_FAR', cause: new Error('why') })",
    ),
    {
      type: "RangeError",
      message: "far",
      code: "E_FAR",
      cause: expect.objectContaining({ message: "why" }),
    },
  ],
  [
    "another realm, of a class of its own",
    runInNewContext("class Far extends Error {}; Far.prototype.status = 500; new Far('far')"),
    { type: "Far", message: "far", status: 500 },
  ],
];

describe.each(ERRORS)("an error of %s", (_, error, told) => {
  test.each<[name: string, log: (recording: Recording) => void, key: string]>([
    ["alone", ({ app }) => app.error(error), "err"],
    ["behind a message", ({ app }) => app.error("x", error), "err"],
    ["before a message", ({ app }) => app.error(error, "x"), "err"],
    ["under a name", ({ app }) => app.error("x", { failure: error }), "failure"],
    ["in a child", ({ app }) => app.child({ failure: error }).error("x"), "failure"],
  ])("%s is told with all that its class says of it", (_, log, key) => {
    const recording = new Recording({ format: "json" });
    log(recording);
    expect(JSON.parse(recording.line())[key]).toMatchObject(told);
  });

  test("is told in full where something else is redacted", () => {
    const recording = new Recording({ format: "json", redact: ["**.nothing"] });
    recording.app.error("x", error);
    expect(JSON.parse(recording.line()).err).toMatchObject(told);
  });

  test("has no property that pino tells and this does not", () => {
    const recording = new Recording({ format: "json" });
    recording.app.error(error);
    const { err } = JSON.parse(recording.line());
    const pinos = JSON.parse(JSON.stringify(standard.errWithCause(error)));
    // pino has the name of an error besides its type, and the constants of its class.
    const names = Object.keys(pinos).filter(
      (name) => name !== "name" && !/^[A-Z_]+_ERR$/.test(name),
    );
    expect(Object.keys(err)).toEqual(expect.arrayContaining(names));
  });
});

test("what an error has by its class is redacted as what it has itself", () => {
  const recording = new Recording({ format: "json", redact: ["err.statusCode", "**.expose"] });
  recording.app.error(createError(404, "nope"));
  expect(JSON.parse(recording.line()).err).toMatchObject({
    status: 404,
    statusCode: "[Redacted]",
    expose: "[Redacted]",
  });
});
