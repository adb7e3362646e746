// How much one call allocates at the most that logs a body of a kind, in bytes, in a format.
//
//   node --expose-gc --max-semi-space-size=64 allocates.mjs KIND FORMAT
import { configure, info } from "fastlog";

const SIZE = 4 * 2 ** 20;
const RUNS = 3;
const ROW = JSON.stringify({ id: 1, name: "abc", tags: ["x", "y"] }, undefined, 2);

const nowhere = {
  name: "nowhere",
  submit: (chunk) => chunk.release(),
  flush: () => Promise.resolve(),
  flushSync() {},
  close: () => Promise.resolve(),
};

/** A text as a request has it: in one piece. */
const text = (piece) => Buffer.from(piece.repeat(SIZE / piece.length)).toString();
const numbers = (count) => Array.from({ length: count }, (_, i) => i);

const BODIES = {
  text: () => text("x"),
  json: () => text(ROW),
  controls: () => text("\u0001"),
  braces: () => text("{}"),
  emoji: () => text("😀"),
  numbers: () => numbers(SIZE / 8),
  rows: () => numbers(SIZE / 64).map((id) => ({ id })),
  lists: () => numbers(100).map(() => numbers(100).map(() => numbers(100))),
  error: () => Object.assign(new Error(text("x")), { code: "E1" }),
};

const [kind, format] = process.argv.slice(2);
const encoder = { encode: ({ message, fields }) => JSON.stringify({ ...fields, message }) };
configure({ format: format === "encoder" ? encoder : format, backend: nowhere });
const body = BODIES[kind]();
const ways = [() => info("x", { body }), () => info("x {:?}", body)];
if (kind !== "error") ways.push(() => info("x {}", body));
if (typeof body === "string")
  ways.push(
    () => info(body, { id: 1 }),
    () => info(body),
  );

function used() {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

let most = 0;
for (const way of ways) {
  way();
  for (let i = 0; i < RUNS; i++) {
    // V8 frees the memory of buffers beside a collection; the next one waits for that.
    globalThis.gc();
    globalThis.gc();
    const before = used();
    way();
    // Where the collector ran meanwhile it is less than it was, and another run says more.
    most = Math.max(most, used() - before);
  }
}
process.stdout.write(String(most));
