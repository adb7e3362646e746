// What is held after very many different names of a kind: `count bytes most` on stdout, where `most` is held within
// one job of the event loop.
//
//   node --expose-gc memory.mjs KIND
import vm from "node:vm";
import { configure, defineEvent, flushSync, info, logger, stats, withContext } from "fastlog";

let report;
const nowhere = {
  name: "nowhere",
  start: (context) => {
    report = context.report;
  },
  submit: (chunk) => chunk.release(),
  flush: () => Promise.resolve(),
  flushSync() {},
  close: () => Promise.resolve(),
};

configure({ format: "json", backend: nowhere, onBackendError() {} });

const log = logger("app");
const MANY = 1_000_000;
/** So many in one job: what is held weakly is held until its end. */
const JOB = 250_000;
const body = () => Buffer.alloc(2 ** 20, 65 + Math.floor(Math.random() * 26)).toString("latin1");

/** Each kind of name, how many, and what logs the one of a number. */
const KINDS = {
  messages: [MANY, (i) => info(`message ${i}`)],
  fields: [MANY, (i) => info("fields", { [`field${i}`]: i })],
  "names inside of values": [MANY, (i) => info("inside", { value: { [`member${i}`]: i } })],
  "bound fields": [MANY, (i) => log.child({ [`bound${i}`]: i }).info("child")],
  contexts: [MANY, (i) => withContext({ [`context${i}`]: i }, () => info("context"))],
  targets: [MANY, (i) => logger(`target${i}`).info("target")],
  templates: [MANY, (i) => info(`template ${i} {} of {name${i}}`, i)],
  "typed events": [MANY, typedEvent],
  "tagged templates": [20_000, (i) => new Function("info", `info\`tagged ${i} \${1}\``)(info)],
  "modules by name": [20_000, calledFrom],
  "levels of children": [MANY / 10, (i) => log.child({}, { level: `level${i}` }).info("level")],
  "names of levels": [MANY / 10, (i) => log.log(`level${i}`, "level")],
  "unknown options": [MANY / 10, (i) => log.child({}, { [`option${i}`]: i }).info("option")],
  "classes of errors": [20_000, namedError],
  "codes of backends": [MANY / 10, (i) => report({ backend: "b", code: `E${i}`, message: "m" })],
  "metrics, asked for again": [5_000, () => stats().toPrometheus()],
  "keys of children that are held": [MANY / 10, heldChild],
  "flushes inside of a record": [1, flushes],
  "parts of long texts as messages": [500, (i) => repeat(() => info(body().slice(9, 100 + i)))],
  "parts of long texts as templates": [
    500,
    (i) => repeat(() => info(`${body().slice(9, 90 + i)}${i} {}`.slice(1), i)),
  ],
  "parts of long texts as targets": [
    500,
    (i) => repeat(() => logger(body().slice(9, 90 + i)).info("x")),
  ],
  "parts of long texts as names": [
    500,
    (i) => repeat(() => info("x", { [body().slice(9, 90 + i)]: i })),
  ],
};

function repeat(action) {
  for (let times = 0; times < 3; times++) action();
}

function typedEvent(i) {
  const event = defineEvent("info", `event ${i}`, {
    type: "object",
    properties: { [`property${i}`]: { type: "number" } },
  });
  event({ [`property${i}`]: i });
}

function calledFrom(i) {
  const filename = `/tmp/none/module${i}.js`;
  vm.runInThisContext("(info) => info('module')", { filename })(info);
}

function namedError(i) {
  const error = new Error("why");
  error.name = `Error${i}`;
  info("failed", error);
}

const children = [];

function heldChild(i) {
  info("field", { [`behind${i}`]: i });
  if (i % 1_000 !== 0) return;
  children.push(log.child({ [`held${i}`]: i }));
  for (const child of children.slice(-3)) child.info("x", { [`own${i}`]: 1 });
}

/** Throws where all of them wait for the record to be whole. */
function flushes() {
  let grown = 0;
  const value = {
    toJSON() {
      globalThis.gc();
      const before = process.memoryUsage().heapUsed;
      for (let i = 0; i < MANY / 2; i++) log.fatal("inside");
      globalThis.gc();
      grown = process.memoryUsage().heapUsed - before;
    },
  };
  info("outer", { value });
  if (grown > 16 * 2 ** 20) throw new Error(`flushes hold ${grown} bytes`);
}

/** A thread of V8 frees the memory of buffers behind a collection; the next one waits for it. */
function now() {
  globalThis.gc();
  globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

async function held() {
  flushSync();
  for (let i = 0; i < 4; i++) {
    await new Promise((resolve) => setImmediate(resolve));
    globalThis.gc();
  }
  return now();
}

const [count, action] = KINDS[process.argv[2]];
action(0);
const before = await held();
let most = 0;
for (let i = 1; i <= count; i++) {
  action(i);
  if (i % JOB !== 0) continue;
  most = Math.max(most, now());
  await new Promise((resolve) => setImmediate(resolve));
}
most = Math.max(most, now());
process.stdout.write(`${count}\t${(await held()) - before}\t${most - before}\n`);
