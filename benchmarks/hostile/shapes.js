// What an attacker, or a careless program, may have logged.

const ROW = JSON.stringify({ id: 1, name: "abc", tags: ["x", "y"] }, undefined, 2);

export const FORMATS = [
  ["json", "json"],
  ["text", "text"],
  ["logfmt", "logfmt"],
  ["syslog", "syslog"],
  ["template", { template: "{message}" }],
  ["Encoder", { encode: ({ message, fields }) => JSON.stringify({ ...fields, message }) }],
];

/** Texts of so many characters. */
export const TEXTS = {
  "plain text": (length) => "x".repeat(length),
  "pretty JSON": (length) => ROW.repeat(length / ROW.length),
  "control characters": (length) => "\u0001".repeat(length),
  "lone surrogates": (length) => "\ud800".repeat(length),
  braces: (length) => "{}".repeat(length / 2),
};

const field = (value) => ({ args: ["x", { value }], value });
const numbers = (count) => Array.from({ length: count }, (_, i) => i);

/** Values of a number of parts. */
export const SHAPES = {
  "an error of many lines": {
    sizes: [500_000, 1_000_000],
    make: (count) => {
      const error = new Error("a\n".repeat(count));
      return { args: [error], value: `${error.message}${error.stack}` };
    },
  },
  "keys of lone surrogates": {
    sizes: [50_000, 100_000],
    make: (count) =>
      field(Object.fromEntries(numbers(count).map((i) => ["\ud800".repeat(1 + (i % 99)) + i, 1]))),
  },
  "keys at the top": {
    sizes: [50_000, 100_000],
    make: (count) => {
      const value = Object.fromEntries(numbers(count).map((i) => [`k${i}`, i]));
      return { args: ["x", value], value };
    },
  },
  "objects as arguments": {
    sizes: [5_000, 10_000],
    make: (count) => {
      const value = numbers(count).map((i) => ({ id: i, name: "x" }));
      return { args: ["rows", ...value], value };
    },
  },
  "numbers as arguments": {
    sizes: [5_000, 10_000],
    make: (count) => ({ args: ["rows", ...numbers(count)], value: numbers(count) }),
  },
  "placeholders without arguments": {
    sizes: [50_000, 100_000],
    make: (count) => ({ args: ["{}".repeat(count), { id: 1 }], value: "{}".repeat(count) }),
  },
  "named placeholders": {
    sizes: [50_000, 100_000],
    make: (count) => {
      const text = numbers(count)
        .map((i) => `{a${i}}`)
        .join("");
      return { args: [text, { a1: 1 }, { b: 2 }], value: text };
    },
  },
  "arrays in arrays": {
    sizes: [100, 200],
    make: (count) =>
      field(numbers(count).map(() => numbers(count).map(numbers.bind(undefined, 9)))),
  },
  "a sparse array": {
    sizes: [1e6, 2e6],
    make: (count) => field(Object.assign([], { [count]: 1 })),
  },
  "a typed array": { sizes: [1e6, 2e6], make: (count) => field(new Float64Array(count)) },
  "a Map": {
    sizes: [1e5, 2e5],
    make: (count) => field(new Map(numbers(count).map((i) => [i, i]))),
  },
  "a Set": { sizes: [1e5, 2e5], make: (count) => field(new Set(numbers(count))) },
  "deep nesting": {
    sizes: [1_000, 2_000],
    make: (count) => field(numbers(count).reduce((inner) => ({ inner }), {})),
  },
  "a long bigint": {
    sizes: [1e5, 2e5],
    make: (count) => ({ args: ["x", { value: 1n << BigInt(count) }], value: "1".repeat(count) }),
  },
};
