import { describe, expect, test } from "vitest";
import { NASTY } from "../../test/fixtures/unit/nasty.ts";
import { Recording, type RecordingOptions } from "../../test/fixtures/unit/recording.ts";
import * as standard from "../serializers.ts";

function revoked(target: object): object {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}

const refuse = (): never => {
  throw new Error("refused");
};

/** Whatever is asked of it, it throws; `target` is what it passes for. */
function refusing(target: object): object {
  return new Proxy(
    target,
    Object.fromEntries(Object.getOwnPropertyNames(Reflect).map((trap) => [trap, refuse])),
  );
}

const raw = (list: unknown[], value: unknown): unknown[] => Object.assign(list, { raw: value });

const HOSTILE: readonly (readonly [name: string, make: () => unknown])[] = [
  ["a revoked proxy of an object", () => revoked({})],
  ["a revoked proxy of a list", () => revoked([])],
  ["a revoked proxy of a function", () => revoked(() => 1)],
  ["a proxy that refuses all", () => refusing({})],
  ["a proxy of a list that refuses all", () => refusing([])],
  ["a proxy of an error that refuses all", () => refusing(new Error("x"))],
  ["a list with a raw", () => raw(["a", "b"], ["a", "b"])],
  ["a list with a raw that is a number", () => raw(["a"], 1)],
  ["a list of objects with a raw", () => raw([{}, Symbol("s"), null], [1])],
  ["an empty list with a raw", () => raw([], [])],
  ["a list with a raw whose elements throw", () => raw([refusing({})], [""])],
  [
    "a list with a raw that throws",
    () => Object.defineProperty(["a"], "raw", { get: refuse, enumerable: true }),
  ],
  ["a list of a very great length with a raw", () => raw(new Array(2 ** 32 - 1), [])],
  [
    "what looks like a request, and throws",
    () => Object.defineProperties({}, { headers: { get: refuse }, method: { get: refuse } }),
  ],
  [
    "what looks like an event, and throws",
    () => Object.create(Object.defineProperty({}, "error", { get: refuse })),
  ],
  ...NASTY,
];

const SCHEMA = {
  type: "object",
  properties: { a: {}, b: { type: "number" }, c: { type: "array", items: { type: "string" } } },
} as const;

const SETTINGS: readonly RecordingOptions[] = [
  { format: "text" },
  { format: "json" },
  { format: "logfmt" },
  { format: "syslog" },
  { format: { encode: ({ message, fields }) => JSON.stringify([message, fields]) } },
  { format: "json", filter: "trace/." },
  { format: "json", redact: ["**.secret", "a.b"] },
  { format: "json", serializers: { ...standard, a: (value) => value } },
];

describe.each(SETTINGS)("with %j no call throws, and each makes one record of", (settings) => {
  test.each(HOSTILE)("%s", (_, make) => {
    const recording = new Recording(settings);
    const { app } = recording;
    const event = recording.event("event {a}", SCHEMA);
    const calls: readonly (() => void)[] = [
      () => app.info(make() as never),
      () => app.info(make() as never, "x"),
      () => app.info("x", make()),
      () => app.info("x {} {:?}", make(), make()),
      () => app.info("x {a} {a:?}", { a: make() }),
      () => app.info("x", { a: make(), req: make(), res: make(), err: make() }),
      () => app.info("x", 1, 2, 3, make(), make()),
      () => app.info(null as never, make()),
      () => app.child({ a: make(), req: make() }).info("x"),
      () => event(make() as never),
      () => event({ a: make(), b: make(), c: make() } as never),
    ];
    for (const call of calls) call();
    // An empty line has nothing that a pattern could match.
    const lines = recording.lines();
    expect(lines.length).toBeGreaterThanOrEqual(settings.filter === undefined ? calls.length : 9);
    expect(lines.length).toBeLessThanOrEqual(calls.length);
    expect(lines.join("\n")).not.toContain("could not be encoded");
  });
});
