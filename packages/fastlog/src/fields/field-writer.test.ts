import { describe, expect, test } from "vitest";
import { Recording, type RecordingOptions } from "../../test/fixtures/unit/recording.ts";
import { Bindings, takeFields } from "./bindings.ts";

const gone = { toJSON: () => undefined };

const FORMATS: readonly RecordingOptions[] = [
  { format: "text" },
  { format: "json" },
  { format: "logfmt" },
  { format: "syslog" },
  { format: { encode: ({ message, fields }) => JSON.stringify([message, fields]) } },
];

describe.each(FORMATS)(
  "in the format $format, a field is left out whose toJSON gives undefined",
  (format) => {
    const told = (recording: Recording): string => {
      const line = recording.line();
      expect(line).toContain("kept");
      return line;
    };

    test.each<[name: string, log: (recording: Recording) => void]>([
      ["in a call", ({ app }) => app.info("x", { gone, kept: 1 })],
      ["in a child", ({ app }) => app.child({ gone, kept: 1 }).info("x")],
      [
        "in a child whose serializer gives it",
        ({ app }) =>
          app.child({ gone: 1, kept: 1 }, { serializers: { gone: () => gone } }).info("x"),
      ],
      [
        "in a context",
        ({ app, contexts, dispatcher }) => {
          const bindings = new Bindings(takeFields({ gone, kept: 1 }, dispatcher.sanitizer));
          contexts.run({ fields: {}, bindings }, () => app.info("x"));
        },
      ],
      [
        "in a typed event that leaves open what it is",
        (recording) => {
          const properties = { gone: {}, kept: { type: "number" } } as const;
          recording.event("x", { type: "object", properties })({ gone, kept: 1 });
        },
      ],
    ])("%s", (_, log) => {
      const recording = new Recording(format);
      log(recording);
      expect(told(recording)).not.toMatch(/gone|undefined/);
    });

    test("in the fields of every record", () => {
      const recording = new Recording({ ...format, fields: { gone, kept: 1 } });
      recording.app.info("x");
      expect(told(recording)).not.toMatch(/gone|undefined/);
    });

    test("if a serializer returns it", () => {
      const recording = new Recording({ ...format, serializers: { gone: () => gone } });
      recording.app.info("x", { gone: 1, kept: 1 });
      expect(told(recording)).not.toMatch(/gone|undefined/);
    });

    test("if redaction looks inside it", () => {
      const recording = new Recording({ ...format, redact: ["gone.a", "**.b"] });
      recording.app.info("x", { gone, kept: 1 });
      expect(told(recording)).not.toMatch(/gone|undefined/);
    });
  },
);

describe("a bound field is written", () => {
  test.each<[name: string, options: RecordingOptions]>([
    ["toJSON", {}],
    ["serializer", { serializers: { a: (value) => (value === gone ? undefined : value) } }],
  ])("where the call's own field of that name is left out by its %s", (_, options) => {
    const recording = new Recording({ format: "json", ...options });
    recording.app.child({ a: "bound" }).info("x", { a: gone, b: 1 });
    const { a, b } = JSON.parse(recording.line());
    expect({ a, b }).toEqual({ a: "bound", b: 1 });
  });

  test("after two of the call's own of which one is left out", () => {
    const recording = new Recording({ format: "json" });
    recording.app.child({ a: "bound" }).info("x", { a: 1 }, { a: gone });
    const { a, a_ } = JSON.parse(recording.line());
    expect([a, a_]).toEqual([1, undefined]);
  });
});

test("a placeholder shows undefined for a value that its toJSON or serializer leaves out", () => {
  const recording = new Recording({ serializers: { b: () => undefined } });
  recording.app.info("{a} {b} {c}", { a: gone, b: 1, c: undefined });
  expect(recording.line()).toBe("undefined undefined undefined");
});
