import fc from "fast-check";
import { expect, test } from "vitest";
import { memory } from "../../backend/memory.ts";
import type { Options } from "../../config/options.ts";
import { Runtime } from "../../lifecycle/runtime.ts";
import { now } from "./now.ts";
import { Ring } from "./ring.ts";
import type { TapOrder } from "./tap-order.ts";

// Each runtime watches for the end of the process.
process.setMaxListeners(0);

const OPTIONS: Options = {
  ...{ backend: memory(), filter: "warn", redact: ["secret"], fields: { base: 7, path: "/base" } },
  serializers: { masked: (value: unknown) => `<${String(value)}>` },
};
const runtime = new Runtime({});
runtime.configure(OPTIONS);
let taps = 0;

/** Taps a runtime, and returns what comes. */
function tap(of: Runtime, order: Partial<TapOrder> = {}) {
  const ring = new Ring();
  const id = ++taps;
  of.startTap({
    ...{ id, filter: "trace", where: undefined, format: "json", color: false, rate: 1_000_000 },
    ...{ until: now() + 3_600_000, rings: { 0: ring.buffer }, ...order },
  });
  const read = () => {
    const { bytes, ends } = ring.read();
    return ends.map((end, i) => bytes.toString("utf8", ends[i - 1] ?? 0, end));
  };
  const end = () => of.stopTap(id);
  return { read, end, ring };
}

/** A line without its times: each tap has a clock of its own. */
const timeless = (line: string) => line.replace(/"time":[^,]*,"hrtime":[^,]*,/, "");

const NAMES = ["status", "path", "secret", "masked", "err", "a_", "hrtime", "__proto__"];
const PATHS = [...NAMES, "status", "status", "level", "err.message", "message", "target", "a b"];
const SIMPLE = [503, "503", 7, "/api", true];

const value = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom<unknown>(...SIMPLE) },
  fc.constantFrom<unknown>(null, undefined, Number.NaN, 10n, { id: 7 }, [503], new Date(0)),
  fc.constantFrom<() => unknown>(
    () => new Error("reset"),
    () => ({ toJSON: () => 503 }),
    () => "x".repeat(5000),
  ),
);
const fields = fc
  .dictionary(fc.constantFrom(...NAMES), value, { maxKeys: 4 })
  .chain((made) =>
    fc.constantFrom(made, Object.freeze({ ...made }), withGetter(made), withHidden(made)),
  );

function withGetter(made: object) {
  return Object.defineProperty({ ...made }, "status", { get: () => 503, enumerable: true });
}

function withHidden(made: object) {
  return Object.defineProperty({ ...made }, "status", { value: 503, enumerable: false });
}

const message = fc.constantFrom("done", "status {}", "{} of {}", "{status} {path}", "", "{{}}");
const call = fc.record({
  message: fc.oneof({ weight: 4, arbitrary: message }, fields, value),
  args: fc.array(fc.oneof(fields, value), { maxLength: 4 }),
  bound: fields,
  context: fc.option(fields, { nil: undefined }),
  way: fc.constantFrom("plain", "child", "serializing", "redacting", "prefixed", "event", "tagged"),
});
type Call = typeof call extends fc.Arbitrary<infer T> ? T : never;
const quoted = (text: string) => JSON.stringify(text);
const comparison = fc
  .tuple(
    fc.constantFrom(...PATHS),
    fc.constantFrom("=", "!=", "<", ">=", "~", "!~"),
    fc.constantFrom("503", "7", '"503"', '"/api"', "true", "null", '"done"'),
  )
  .map((parts) => `${quoted(parts[0])} ${parts[1]} ${parts[2]}`);
const part = fc.oneof(
  comparison,
  fc.constantFrom(...PATHS).map((path) => `exists(${quoted(path)})`),
  fc.constantFrom(...PATHS).map((path) => `${quoted(path)} in (503, "/api", r1)`),
);
const condition = fc.oneof(
  part,
  fc.tuple(part, fc.constantFrom("and", "or"), part).map((parts) => parts.join(" ")),
  part.map((one) => `not (${one})`),
);

const event = runtime.defineEvent("info", "event {status}", {
  type: "object",
  properties: { status: { type: "number" }, path: { type: "string" } },
});

const app = runtime.logger("app");

function log({ message, args, bound, context, way }: Call): void {
  const logged = () => {
    // Any value is logged, whatever the types say.
    const given = [message, ...args] as [string, ...unknown[]];
    if (way === "plain") app.info(...given);
    else if (way === "child") app.child(bound).info(...given);
    else if (way === "event") event(args[0] as object, app);
    else if (way === "tagged") app.info`status ${args[0]} of ${args[1]}`;
    else app.child(bound, CHILDREN[way]).info(...given);
  };
  if (context === undefined) logged();
  else runtime.withContext(context, logged);
}

const CHILDREN = {
  serializing: { serializers: { status: (value: unknown) => [value] } },
  redacting: { redact: ["path"] },
  prefixed: { msgPrefix: "> " },
};

/** Is not known before a record is encoded, and is true then, or false. */
const IN_THE_END_TRUE = 'exists("a b") or not exists("a b")';
const IN_THE_END_FALSE = 'exists("a b") and not exists("a b")';

test("a condition is decided by the call as it is when the record is encoded", () => {
  fc.assert(
    fc.property(
      fc.array(call, { minLength: 1, maxLength: 20, size: "max" }),
      condition,
      (calls, where) => {
        const early = tap(runtime, { where });
        // One encodes all records that seem to fulfil it before it decides, and the other one all that do not.
        const late = [`(${where}) and (${IN_THE_END_TRUE})`, `(${where}) or (${IN_THE_END_FALSE})`];
        const taps = [early, ...late.map((where) => tap(runtime, { where }))];
        for (const one of calls) log(one);
        const [lines, ...others] = taps.map(({ read, end }) => {
          end();
          return read().map(timeless);
        });
        expect(others).toEqual([lines, lines]);
      },
    ),
    { numRuns: 200 },
  );
});

test.each([
  ["a redacted field", '"secret" = 503', () => app.info("done", { secret: 503 })],
  ["a field with a serializer", "masked = 503", () => app.info("done", { masked: 503 })],
  [
    "a field with a serializer of the logger",
    "status = 503",
    () => app.child({}, CHILDREN.serializing).info("done", { status: 503 }),
  ],
  ["a field with a name of the format's own", "hrtime = 503", () => app.info({ hrtime: 503 })],
  ["an object in the message", "status = 503", () => app.info("{}", { status: 503 })],
] as const)("%s has not the value that the program gave it", (_, where, logged) => {
  const { read, end } = tap(runtime, { where });
  logged();
  end();
  expect(read()).toEqual([]);
});
