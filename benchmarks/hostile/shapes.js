// Values that an attacker or a careless program may have logged.

const ROW = JSON.stringify({ id: 1, name: "abc", tags: ["x", "y"] }, undefined, 2);

export const FORMATS = [
  ["json", "json"],
  ["text", "text"],
  ["logfmt", "logfmt"],
  ["syslog", "syslog"],
  ["template", { template: "{message}" }],
  ["Encoder", { encode: ({ message, fields }) => JSON.stringify({ ...fields, message }) }],
];

const numbers = (count) => Array.from({ length: count }, (_, i) => i);
const objectOf = (count, key, member) =>
  Object.fromEntries(numbers(count).map((i) => [key(i), member(i)]));

class Point {
  constructor(x) {
    this.x = x;
    this.y = { x };
  }
}

/** A value in a field, and a value in the message. */
const field = (value) => ({ args: ["x", { value }], value });
const shown = (value) => ({ args: ["x {}", value], value });
const inspected = (value) => ({ args: ["x {:?}", value], value });
const spread = (values, message = "rows") => ({ args: [message, ...values], value: values });

/** Four sizes, each twice the one before. */
const shape = (size, make) => ({ sizes: [size / 8, size / 4, size / 2, size], make });

const TEXTS = {
  "plain text": "x",
  "pretty JSON": ROW,
  "control characters": "\u0001",
  "lone surrogates": "\ud800",
  braces: "{}",
  "quotes and backslashes": '"\\',
  emoji: "😀",
  newlines: "a\n",
};

const textOf = (piece, length) =>
  Buffer.from(piece.repeat(length / piece.length), "utf16le").toString("utf16le");

/** Values of a number of parts, and JSON's value to compare with. */
export const SHAPES = {
  ...Object.fromEntries(
    Object.entries(TEXTS).map(([name, piece]) => [
      name,
      shape(2 ** 22, (length) => field(textOf(piece, length))),
    ]),
  ),
  "a message of plain text": shape(2 ** 22, (length) => {
    const text = textOf("x", length);
    return { args: [text], value: text };
  }),
  "a message of control characters, with a field": shape(2 ** 20, (length) => {
    const text = textOf("\u0001", length);
    return { args: [text, { id: 1 }], value: text };
  }),
  "many texts": shape(4_000, (count) => field(numbers(count).map((i) => String(i).repeat(300)))),
  "an error of many lines": shape(1e6, (count) => {
    const error = new Error("a\n".repeat(count));
    return { args: [error], value: `${error.message}${error.stack}` };
  }),
  "an error with a huge cause": shape(1e6, (count) => {
    const error = new Error("why", { cause: { body: textOf("x", count) } });
    return { args: ["x", error], value: error.cause };
  }),
  "an error of many errors": shape(20_000, (count) => {
    const errors = numbers(count).map((i) => new Error(`no ${i}`));
    return {
      args: ["x", new AggregateError(errors)],
      value: errors.map(({ message, stack }) => ({ message, stack })),
    };
  }),
  "errors as arguments": shape(20_000, (count) => {
    const errors = numbers(count).map((i) => new Error(`no ${i}`));
    return {
      args: ["x", ...errors],
      value: errors.map(({ message, stack }) => ({ message, stack })),
    };
  }),
  "causes of causes": shape(20_000, (count) => {
    const make = (cause, i) => Object.assign(new Error(`no ${i}`), { cause });
    const error = numbers(count).reduce(make, undefined);
    return {
      args: ["x", error],
      value: numbers(count).map((i) => ({ message: `no ${i}`, stack: error.stack })),
    };
  }),
  "keys of lone surrogates": shape(100_000, (count) =>
    field(
      objectOf(
        count,
        (i) => "\ud800".repeat(1 + (i % 99)) + i,
        () => 1,
      ),
    ),
  ),
  "keys of underscores": shape(100_000, (count) =>
    field(
      objectOf(
        count,
        (i) => `a${"_".repeat(i % 300)}${i}`,
        () => 1,
      ),
    ),
  ),
  "keys at the top": shape(100_000, (count) => {
    const value = objectOf(
      count,
      (i) => `k${i}`,
      (i) => i,
    );
    return { args: ["x", value], value };
  }),
  "keys of lone surrogates at the top": shape(100_000, (count) => {
    const value = objectOf(
      count,
      (i) => "\ud800".repeat(1 + (i % 99)) + i,
      () => 1,
    );
    return { args: ["x", value], value };
  }),
  "keys that are inspected": shape(100_000, (count) =>
    inspected(
      objectOf(
        count,
        (i) => `k${i}`,
        (i) => i,
      ),
    ),
  ),
  "long keys": shape(100, (count) =>
    field(
      objectOf(
        count,
        (i) => `${i}${"k".repeat(20_000)}`,
        (i) => i,
      ),
    ),
  ),
  "long keys at the top": shape(100, (count) => {
    const value = objectOf(
      count,
      (i) => `${i}${"k".repeat(20_000)}`,
      (i) => i,
    );
    return { args: ["x", value], value };
  }),
  "a long key": shape(2 ** 22, (length) => field({ [textOf("k", length)]: 1, a: 2 })),
  "a long key at the top": shape(2 ** 22, (length) => {
    const value = { [textOf("k", length)]: 1, a: 2 };
    return { args: ["x", value], value };
  }),
  "objects as arguments": shape(20_000, (count) =>
    spread(numbers(count).map((i) => ({ id: i, name: "x" }))),
  ),
  "different objects as arguments": shape(20_000, (count) =>
    spread(numbers(count).map((i) => ({ [`k${i}`]: i }))),
  ),
  "broad objects as arguments": shape(1_000, (count) =>
    spread(
      numbers(count).map(() =>
        objectOf(
          100,
          (i) => `k${i}`,
          (i) => i,
        ),
      ),
    ),
  ),
  "numbers as arguments": shape(60_000, (count) => spread(numbers(count))),
  "texts as arguments": shape(60_000, (count) => spread(numbers(count).map((i) => `no ${i}`))),
  "lists as arguments": shape(60_000, (count) => spread(numbers(count).map((i) => [i, "x"]))),
  "instances as arguments": shape(60_000, (count) =>
    spread(numbers(count).map((i) => new Point(i))),
  ),
  "maps as arguments": shape(60_000, (count) =>
    spread(numbers(count).map((i) => new Map([[i, i]]))),
  ),
  "placeholders without arguments": shape(100_000, (count) => ({
    args: ["{}".repeat(count), { id: 1 }],
    value: "{}".repeat(count),
  })),
  "placeholders with arguments": shape(60_000, (count) => ({
    args: ["{}".repeat(count), ...numbers(count)],
    value: ["{}".repeat(count), ...numbers(count)],
  })),
  "named placeholders": shape(100_000, (count) => {
    const text = numbers(count)
      .map((i) => `{a${i}}`)
      .join("");
    return { args: [text, { a1: 1 }, { b: 2 }], value: text };
  }),
  "named placeholders and many objects": shape(20_000, (count) => {
    const text = numbers(256)
      .map((i) => `{a${i}}`)
      .join("");
    const values = numbers(count).map((i) => ({ [`a${i}`]: i }));
    return { args: [text, ...values], value: [text, ...values] };
  }),
  "arrays in arrays": shape(100, (count) =>
    field(numbers(count).map(() => numbers(100).map(() => numbers(100)))),
  ),
  "short arrays in arrays": shape(400, (count) =>
    field(numbers(count).map(() => numbers(100).map(() => numbers(9)))),
  ),
  "empty arrays in arrays": shape(400, (count) =>
    field(numbers(count).map(() => numbers(100).map(() => []))),
  ),
  "objects in arrays": shape(100, (count) =>
    field(numbers(count).map(() => numbers(100).map((i) => ({ i, name: "x", tags: ["a", "b"] })))),
  ),
  "objects in arrays, shown": shape(100, (count) =>
    shown(numbers(count).map(() => numbers(100).map((i) => ({ i, name: "x", tags: ["a", "b"] })))),
  ),
  "objects in arrays, inspected": shape(100, (count) =>
    inspected(
      numbers(count).map(() => numbers(100).map((i) => ({ i, name: "x", tags: ["a", "b"] }))),
    ),
  ),
  "a record of short fields": shape(8_000, (count) =>
    field(numbers(count / 100).map(() => numbers(100).map((i) => ({ i, ok: true })))),
  ),
  "a sparse array": shape(2e6, (count) => field(Object.assign([], { [count]: 1 }))),
  "a sparse array, inspected": shape(2e6, (count) => inspected(Object.assign([], { [count]: 1 }))),
  "a typed array": shape(2e6, (count) => field(new Float64Array(count))),
  "a Buffer": shape(2e6, (count) => field(Buffer.alloc(count))),
  "a Buffer, inspected": shape(2e6, (count) => inspected(Buffer.alloc(count))),
  "a Map": shape(2e5, (count) => field(new Map(numbers(count).map((i) => [i, i])))),
  "a Map of objects": shape(2e4, (count) =>
    field(
      new Map(
        numbers(count).map((i) => [
          `k${i}`,
          objectOf(
            100,
            (k) => `k${k}`,
            (k) => k,
          ),
        ]),
      ),
    ),
  ),
  "a Map, inspected": shape(2e5, (count) => inspected(new Map(numbers(count).map((i) => [i, i])))),
  "a Set": shape(2e5, (count) => field(new Set(numbers(count)))),
  "a Set, inspected": shape(2e5, (count) => inspected(new Set(numbers(count)))),
  "deep nesting": shape(2_000, (count) => field(numbers(count).reduce((inner) => ({ inner }), {}))),
  "deep nesting, inspected": shape(2_000, (count) =>
    inspected(numbers(count).reduce((inner) => ({ inner }), {})),
  ),
  "nested classes": shape(100, (count) => {
    return field(numbers(count).map(() => numbers(100).map((i) => new Point(i))));
  }),
  getters: shape(100_000, (count) => {
    const value = {};
    for (const i of numbers(count)) {
      Object.defineProperty(value, `k${i}`, { enumerable: true, get: () => i });
    }
    return field(value);
  }),
  "objects with toJSON": shape(10_000, (count) =>
    field(
      numbers(count / 100).map(() =>
        numbers(100).map((i) => ({ toJSON: () => ({ i, name: "x" }) })),
      ),
    ),
  ),
  "a toJSON that gives much": shape(100, (count) => {
    const much = numbers(count).map(() => numbers(100).map((i) => ({ i, name: "x" })));
    return field({ toJSON: () => much });
  }),
  "a proxy": shape(100_000, (count) =>
    field(
      new Proxy(
        objectOf(
          count,
          (i) => `k${i}`,
          (i) => i,
        ),
        {},
      ),
    ),
  ),
  "a proxy of a list": shape(100_000, (count) => field(new Proxy(numbers(count), {}))),
  proxies: shape(10_000, (count) =>
    field(numbers(count / 100).map(() => numbers(100).map((i) => new Proxy({ i, name: "x" }, {})))),
  ),
  "one object again and again": shape(100, (count) => {
    const one = numbers(100).map((i) => ({ i, name: "x" }));
    return field(numbers(count).map(() => one));
  }),
  "a long bigint": shape(1e6, (count) => ({
    args: ["x", { value: 10n ** BigInt(count) }],
    value: "1".repeat(count),
  })),
  bigints: shape(10_000, (count) => {
    const lists = numbers(count / 100).map(() => numbers(100).map((i) => 10n ** 20n + BigInt(i)));
    return { args: ["x", { value: lists }], value: lists.map((list) => list.map(String)) };
  }),
  "a symbol of a long name": shape(2 ** 22, (length) => {
    const text = textOf("x", length);
    return { args: ["x", { value: Symbol(text) }], value: text };
  }),
  "a function of a long name": shape(2 ** 22, (length) => {
    const text = textOf("x", length);
    return {
      args: ["x", { value: Object.defineProperty(() => 1, "name", { value: text }) }],
      value: text,
    };
  }),
  "an instance of a class of a long name": shape(2 ** 22, (length) => {
    const text = textOf("x", length);
    const value = new (Object.defineProperty(class {}, "name", { value: text }))();
    return { args: ["x", { value }], value: text };
  }),
  "an error of a long name": shape(2 ** 22, (length) => {
    const text = textOf("x", length);
    return { args: ["x {}", Object.assign(new Error("why"), { name: text })], value: text };
  }),
  "a boxed text": shape(2 ** 22, (length) => {
    const text = textOf("x", length);
    return { args: ["x", { value: Object(text) }], value: text };
  }),
  "a URL": shape(2 ** 20, (length) => {
    const url = new URL(`http://a/${textOf("x", length)}`);
    return { args: ["x", { value: url }], value: url.href };
  }),
  "a RegExp": shape(2 ** 20, (length) => {
    const text = textOf("x", length);
    return { args: ["x", { value: new RegExp(text) }], value: text };
  }),
};
