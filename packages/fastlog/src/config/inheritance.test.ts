import { describe, expect, test } from "vitest";
import { memory } from "../backend/memory.ts";
import { tcp } from "../backend/stream/factories.ts";
import { handDown, type Inheritance, stillMissing } from "./inheritance.ts";
import type { Options } from "./options.ts";

const NOTHING: Inheritance = { options: {}, backend: undefined, omitted: [] };
const address = { host: "127.0.0.1", port: 5140, retryMin: 7 };

/** What workers inherit, which must be cloneable. */
function handed(given: Options, inherited = NOTHING) {
  const result = structuredClone(handDown(given, inherited));
  return { ...result, omitted: result.omitted.map(({ name }) => name) };
}

test("what is data is inherited as it is", () => {
  const options: Options = {
    format: { template: "{message}" },
    color: true,
    fields: { app: "shop", tags: ["a"] },
    redact: { paths: ["password"], censor: "x", remove: false },
    flushOn: "error",
    maxRecord: 2048,
    maxDepth: 3,
    maxBreadth: 4,
    buffer: 5,
    overflow: "drop-newest",
    flushAfter: 20,
    exitTimeout: 6,
  };
  expect(handed(options)).toEqual({ options, backend: undefined, omitted: [] });
});

test.each<Options["format"]>([
  "json:gcp",
  {
    json: {
      preset: "ecs",
      level: { key: ["log", "level"], form: { info: "I", debug: false } },
      constants: { labels: { deep: [{ a: null }] } },
      order: ["msg"],
    },
  },
])("the format %j is inherited with its options, also by a backend", (format) => {
  const given: Options = { format, backend: [{ backend: "stderr", format }] };
  const { options, backend, omitted } = handed(given);
  expect(options).toEqual({ format });
  expect(backend).toMatchObject([{ backend: "stderr", format }]);
  expect(omitted).toEqual([]);
});

test("what is a thread's own is not inherited, and not missed either", () => {
  const given: Options = { tag: "main", signals: true, isolated: true, filter: "info" };
  expect(handed(given)).toEqual({ ...NOTHING });
});

describe("what is no data is left out, and named:", () => {
  test.each<[given: Options, name: string]>([
    [{ serializers: { req: () => 1 } }, "serializers"],
    [{ onBackendError() {} }, "onBackendError"],
    [{ format: { encode: () => "" } }, "format"],
    [{ fields: { socket: { on() {} } } }, "fields.socket"],
    [{ backend: [{ backend: "stderr", format: { encode: () => "" } }] }, "backend.format"],
    [{ backend: memory() }, 'backend "memory:"'],
  ])("%o", (given, name) => {
    expect(handed(given).omitted).toEqual([name]);
  });

  test("no serializers at all are not missed", () => {
    expect(handed({ serializers: {} }).omitted).toEqual([]);
  });
});

describe("what is not to be written here is not written there:", () => {
  test("paths are redacted without the function that gave what stands in their place", () => {
    const { options, omitted } = handed({ redact: { paths: ["password"], censor: () => "" } });
    expect(options.redact).toEqual({ paths: ["password"] });
    expect(omitted).toEqual(["redact.censor"]);
  });

  test("patterns are handed down, regular expressions among them", () => {
    const { options, omitted } = handed({ redact: { patterns: ["jwt", /s-\d+/i] } });
    expect(structuredClone(options).redact).toEqual({ patterns: ["jwt", /s-\d+/i] });
    expect(omitted).toEqual([]);
  });

  test("a field that a serializer is for is left out, whoever has the field from where", () => {
    const serializers = { req: () => "a request" };
    const fields = { req: { secret: 1 }, app: "shop" };
    const both = handed({ fields, serializers });
    expect(both.options.fields).toEqual({ app: "shop" });
    expect(both.omitted).toEqual(["fields.req", "serializers"]);
    const inherited = { ...NOTHING, options: { fields } };
    expect(handed({ serializers }, inherited).options.fields).toEqual({ app: "shop" });
  });
});

describe("a backend", () => {
  test("is inherited by its URL, or by how it was made", () => {
    const own = tcp(address);
    const recipe = { factory: "tcp", args: [address] };
    expect(handed({ backend: "file:///a.log" }).backend).toEqual([{ backend: "file:///a.log" }]);
    expect(handed({ backend: own }).backend).toEqual([{ backend: recipe }]);
    const entry = {
      filter: "warn",
      format: "json",
      buffer: 9,
      overflow: "drop-oldest",
      flushAfter: 5,
    } as const;
    expect(handed({ backend: [{ ...entry, backend: own, fallback: "stderr" }] }).backend).toEqual([
      { ...entry, backend: recipe, fallback: "stderr" },
    ]);
  });

  test.each<[given: Options["backend"], urls: string[]]>([
    [memory(), ["stdout"]],
    [[memory(), memory()], ["stdout"]],
    [["stdout?overflow=drop-newest", memory()], ["stdout?overflow=drop-newest"]],
    [
      [memory(), "file:///a.log"],
      ["stdout", "file:///a.log"],
    ],
  ])("of the program's own becomes stdout, once: %#", (given, urls) => {
    expect(handed({ backend: given }).backend?.map(({ backend }) => backend)).toEqual(urls);
  });

  test("that delivers while another one cannot is left out if it is the program's own", () => {
    const { backend, omitted } = handed({ backend: { backend: "stderr", fallback: memory() } });
    expect(backend).toEqual([{ backend: "stderr" }]);
    expect(omitted).toEqual(['backend "memory:"']);
  });

  test("whose recipe cannot be read, or is no data, is as one of the program's own", () => {
    const broken = {
      ...memory(),
      get recipe(): never {
        throw new Error("no");
      },
    };
    expect(handed({ backend: broken }).backend).toEqual([{ backend: "stdout" }]);
    const odd = { ...memory(), recipe: { factory: "tcp", args: [() => {}] } };
    expect(handed({ backend: odd }).backend).toEqual([{ backend: "stdout" }]);
  });
});

describe("a worker hands down to its own", () => {
  const inherited = handDown(
    {
      format: "json",
      fields: { socket: () => {} },
      backend: "stderr",
      serializers: { a: () => 1 },
    },
    NOTHING,
  );

  test("what it has inherited, and what was left out for itself is left out for them", () => {
    expect(handDown({}, inherited)).toEqual(inherited);
  });

  test("what it was given instead, option by option", () => {
    const given: Options = { format: "text", fields: { app: "shop" }, backend: "stdout" };
    expect(handed(given, inherited)).toEqual({
      options: { format: "text", fields: { app: "shop" } },
      backend: [{ backend: "stdout" }],
      omitted: ["serializers"],
    });
  });
});

test("what a worker was given itself is not missing", () => {
  const { omitted } = handDown({ serializers: { a: () => 1 }, onBackendError() {} }, NOTHING);
  expect(stillMissing({ serializers: {} }, omitted)).toEqual([
    { option: "onBackendError", name: "onBackendError" },
  ]);
});
