import { readFileSync } from "node:fs";
import fc from "fast-check";
import type { Format } from "fastlog";
import { EXAMPLE } from "../.vitepress/components/example-call.ts";
import { LEVELS } from "../.vitepress/components/filter-answer.ts";
import { FORMATS } from "../.vitepress/components/formats.ts";
import type { TypedCall } from "../.vitepress/components/rendered-call.ts";

/** A question to the filter playground. */
export interface FilterVector {
  readonly spec: string;
  readonly target: string;
  readonly message: string;
  readonly ranges: boolean;
}

/** A question to the template playground or the format picker. */
export interface LineVector {
  /** A name of the picker, or a template. */
  readonly format: Format;
  readonly call: TypedCall;
}

const ENV_FILTER = new URL("../../packages/fastlog/test/vectors/env_filter.jsonl", import.meta.url);

/** The questions to the Rust crate env_filter. */
const asked: readonly FilterVector[] = readFileSync(ENV_FILTER, "utf8")
  .split("\n")
  .filter(Boolean)
  .map((line) => {
    const { spec, target, message }: FilterVector = JSON.parse(line);
    return { spec, target, message, ranges: false };
  });

const target = fc.constantFrom("app", "app::http", "app::http::router", "dep1", "@acme/db", "ab");
const level = fc.constantFrom("off", "fatal", "ERROR", "warn", "info", "debug", "trace");
const limit = fc.constantFrom("", "@100/s", "@ 7 / m", "@10%", "@0.5%", "@100", "@0/s", "@x%");
const odd = fc.constantFrom(
  "wran",
  "verbose",
  "30",
  "info..warn",
  "..warn",
  "error..info",
  "a=b=c",
);
const directive = fc.oneof(
  fc.tuple(level, limit).map(([at, few]) => at + few),
  fc.tuple(target, level, limit).map(([name, at, few]) => `${name}=${at}${few}`),
  target,
  odd,
  fc.tuple(target, odd).map(([name, at]) => `${name}=${at}`),
);
const pattern = fc.constantFrom(
  ...[
    "",
    "",
    "",
    "/timeout|refused",
    "/^read",
    "/[a-z]+\\d{2,}",
    "/(?=x)",
    "/a(",
    "/\\bGET\\b",
    "/x/y",
  ],
);
const generated = fc
  .tuple(fc.array(directive, { maxLength: 5 }), pattern, fc.boolean())
  .map(([directives, expression, ranges]) => ({ spec: directives.join(",") + expression, ranges }));
const message = fc.constantFrom("", "read timeout", "GET /a 17", "abc123", "refused: ☕");
const question = fc.record({ filter: generated, target, message });

/** Questions of env_filter's own vectors, and generated ones with limits, ranges, expressions and mistakes. */
export const FILTER_VECTORS: readonly FilterVector[] = [
  ...asked.filter((_, i) => i % 12 === 0),
  ...fc
    .sample(question, { seed: 18, numRuns: 110 })
    .map(({ filter, ...about }) => ({ ...filter, ...about })),
];

const call: fc.Arbitrary<TypedCall> = fc.record({
  level: fc.constantFrom(...LEVELS),
  target,
  message: fc.constantFrom(
    ...[
      "ready",
      "GET {path}",
      "{} of {}",
      "{:?} and {missing}",
      "100 % {{}}",
      "",
      "a\tb ☕ \u202e",
    ],
  ),
  args: fc.constantFrom(
    ...["", '{ "path": "/a b", "status": 200 }', '"x", 17', '"x", { "a": [1, { "b": null }] }'],
    ...['{ "level": "pro", "msg": "m", "time": 1, "": "é\\u0000" }', "[1, 2], true, 1e21"],
    ...['"a\\nb", { "path": "\\u2028", "user": { "id": 17, "tags": ["x", "y z"] } }'],
  ),
  error: fc.constantFrom("", "", "reset", 'a "b" = c'),
});
const template = fc.constantFrom(
  ...[
    "{date} {level} {message}",
    "{date:us} {level:5} {target}: {message}",
    "{message}",
    "{{{message}}}",
  ],
  ...[
    "{date:s}\t{hrtime}\t{pid}\t{thread}\t{host}\t{tag}\t{message} end",
    "{date:local} {message}",
  ],
  ...[
    "{dat} {message}",
    "{level}",
    "{message} {message}",
    "{message",
    "",
    "é☕ {level:9}|{message}",
  ],
);
const format = fc.oneof(
  template.map((text) => ({ template: text })),
  fc.constantFrom(...FORMATS.map(({ format: one }) => one)),
);

/** Calls in templates, good and bad ones, and in all formats of the picker. */
export const LINE_VECTORS: readonly LineVector[] = [
  ...FORMATS.map((one) => ({ format: one.format, call: EXAMPLE })),
  ...fc.sample(fc.record({ format, call }), { seed: 18, numRuns: 190 }),
];
