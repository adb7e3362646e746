// Values of random shapes, in any size.

/** Numbers in [0, 1) that a seed determines (xorshift32). */
export function randomFrom(seed) {
  let state = (Math.imul(seed, 0x9e3779b1) | 1) >>> 0;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 2 ** 32;
  };
}

const TEXTS = {
  plain: "abc ",
  braces: "{}",
  names: "{a}",
  quotes: '"\\',
  controls: "\u0001\n",
  escapes: "\u001b[31m",
  surrogates: "\ud800",
  emoji: "😀",
  "a stack": "    at f (file:///a/b.js:1:2)\n",
};
const KEYS = {
  numbered: (i) => `k${i}`,
  surrogates: (i) => `${"\ud800".repeat(1 + (i % 99))}${i}`,
  underscores: (i) => `a${"_".repeat(i % 300)}${i < 300 ? "" : i}`,
  clashing: (i) => (i % 2 === 0 ? `a_${i}` : `a.${i}`),
  own: (i) => ["level", "msg", "time", "target", "err"][i % 5] + (i < 5 ? "" : `_${i - 2}`),
};
/** Levels of containers in a shape. */
const MOST_DEPTH = 5;
const MOST_LINKS = 5_000;

const times = (count, make) => Array.from({ length: count }, (_, i) => make(i));

/** A shape: its name, and what makes the arguments of a call of about so many parts. */
export function randomShape(random) {
  const pick = (list) => list[Math.floor(random() * list.length)];
  const [callName, call] = pick(Object.entries(CALLS));
  const { name, make } = randomValue(random, pick, 0);
  return { name: `${callName} ${name}`, make: (size) => call(make, size) };
}

const CALLS = {
  "as a field:": (make, size) => ["x", { value: make(size) }],
  "as two fields:": (make, size) => ["x", { a: make(size), b: make(size) }],
  "as an argument:": (make, size) => ["x {}", make(size)],
  "by name:": (make, size) => ["x {value} {value:?}", { value: make(size) }],
  "inspected:": (make, size) => ["x {:?}", make(size)],
  "as all fields:": (make, size) => ["x", Object(make(size))],
  "as many arguments:": (make, size) => ["x {} {}", ...times(size / 100, () => make(100))],
  "as many objects:": (make, size) => ["x", ...times(size / 100, () => ({ a: make(100) }))],
  "as a message:": (make, size) => [
    String(make(Math.min(size, 1_000))).repeat(size / 1_000),
    { a: 1 },
  ],
};

function randomValue(random, pick, depth) {
  const kinds = depth >= MOST_DEPTH ? [text, scalar] : [text, scalar, ...CONTAINERS, ...CONTAINERS];
  return pick(kinds)(random, pick, depth);
}

function text(_random, pick) {
  const [name, piece] = pick(Object.entries(TEXTS));
  return { name: `text of ${name}`, make: (size) => piece.repeat(Math.max(1, size)) };
}

function scalar(_random, pick) {
  const value = pick([
    1,
    0.1,
    true,
    null,
    undefined,
    Number.NaN,
    Symbol("s"),
    12345678901234567890n,
  ]);
  return { name: String(value), make: () => value };
}

/** A container whose members share the size. Most are wide, and some hold one large member. */
function container(name, fill) {
  return (random, pick, depth) => {
    const inner = randomValue(random, pick, depth + 1);
    const isWide = random() < 0.6;
    const keys = pick(Object.keys(KEYS));
    return {
      name: `${isWide ? "wide" : "narrow"} ${name} (${keys}) of ${inner.name}`,
      make(size) {
        const count = isWide ? Math.max(1, Math.floor(size)) : 3;
        return fill(count, () => inner.make(Math.max(1, Math.floor(size / count))), KEYS[keys]);
      },
    };
  };
}

const CONTAINERS = [
  container("array", (count, make) => times(count, make)),
  container("object", (count, make, key) =>
    Object.fromEntries(times(count, (i) => [key(i), make()])),
  ),
  container("map", (count, make, key) => new Map(times(count, (i) => [key(i), make()]))),
  container("map by objects", (count, make) => new Map(times(count, (i) => [{ i }, make()]))),
  container("set", (count, make) => new Set(times(count, (i) => [i, make()]))),
  container("error", (count, make, key) =>
    Object.assign(new Error("why"), Object.fromEntries(times(count, (i) => [key(i), make()]))),
  ),
  container(
    "aggregate",
    (count, make) =>
      new AggregateError(
        times(Math.min(count, MOST_LINKS), () =>
          Object.assign(new Error("one"), { detail: make() }),
        ),
      ),
  ),
  container("causes", (count, make) =>
    times(Math.min(count, MOST_LINKS), (i) => i).reduce(
      (cause) => new Error("why", { cause }),
      new Error("first", { cause: make() }),
    ),
  ),
  container("chain", (count, make) =>
    times(Math.min(count, MOST_LINKS), (i) => i).reduce((next) => ({ next }), make()),
  ),
  container("getters", (count, make, key) => {
    const value = {};
    const inner = make();
    for (let i = 0; i < count; i++) {
      Object.defineProperty(value, key(i), { enumerable: true, get: () => inner });
    }
    return value;
  }),
  container("toJSON", (count, make) => {
    const inner = times(count, make);
    return { toJSON: () => inner };
  }),
  container("one object again", (count, make) => {
    const inner = make();
    return times(count, () => inner);
  }),
  container("class", (count, make, key) => {
    class Own {
      constructor() {
        for (let i = 0; i < count; i++) this[key(i)] = make();
      }
    }
    return new Own();
  }),
];
