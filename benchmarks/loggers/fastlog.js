import {
  close,
  configure,
  debug,
  defineEvent,
  error,
  flush,
  info,
  logger,
  stats,
  withContext,
} from "fastlog";
import {
  BOUND,
  ERROR,
  FAILURE,
  fields,
  integers,
  LONG,
  MESSAGE,
  nested,
  PER_CONTEXT,
  request,
  SCHEMA,
  SPAN,
  secrets,
  UNICODE,
} from "../records/records.js";
import { child, fastlogCall } from "./idioms.js";
import { readNumberedLevel, readPairs } from "./read.js";

/** Turns between two questions how much waits: asking costs something, too. */
const SELDOM = 8;
/** Bytes: a quarter of a backend's buffer, which counts whole chunks, even those that are not full. */
const MUCH = 1 << 20;

/** fastlog as it is set by default. @type {import("./read.js").Contender} */
export const fastlog = {
  name: "fastlog",
  package: "fastlog",
  formats: ["json", "text"],
  kinds: ["file", "stdout", "tcp", "unix", "udp"],
  async open(destination, format, settings = {}) {
    configure({ backend: urlOf(destination), format, ...settings });
    const within = {
      ...(settings.trace && { traced: await insideSpan() }),
      context: (run) => withContext(BOUND, run),
    };
    return {
      ...calls(),
      within,
      flush,
      close,
      dropped,
      room: isSocket(destination) ? room() : undefined,
    };
  },
  read(line, format) {
    return format === "json" ? readNumberedLevel(line) : readText(line);
  },
  service: {
    open(path) {
      configure({ backend: `file://${path}`, format: "json" });
      return { log: logger("app"), flush };
    },
    call: fastlogCall,
    child,
  },
};

function calls() {
  const named = logger("app");
  const child = named.child(BOUND);
  const event = defineEvent("info", MESSAGE, SCHEMA);
  return {
    disabled: () => debug(MESSAGE),
    message: () => info("hello world"),
    integers(i) {
      const [a, b, c] = integers(i);
      info("first argument: {}, second: {}, third: {}", a, b, c);
    },
    fields: (i) => info(MESSAGE, fields(i)),
    fieldsFirst: (i) => info(fields(i), MESSAGE),
    named: (i) => named.info(MESSAGE, fields(i)),
    child: (i) => child.info(MESSAGE, fields(i)),
    context: (i) => info(MESSAGE, fields(i)),
    contexts,
    traced: (i) => info(MESSAGE, fields(i)),
    nested: (i) => info(MESSAGE, nested(i)),
    event: (i) => event(nested(i)),
    error: () => error(ERROR, FAILURE),
    long: () => info(LONG),
    unicode: () => info(UNICODE),
    searched: (i) => info(MESSAGE, fields(i)),
    limited: (i) => info(MESSAGE, fields(i)),
    folding: (i) => info(MESSAGE, fields(i)),
    secrets: (i) => info(MESSAGE, secrets(i)),
    redacted: (i) => info(MESSAGE, secrets(i)),
    line: (message) => info(message),
  };
}

/** A function that runs another one inside of a span of OpenTelemetry's API. */
async function insideSpan() {
  const { context, ROOT_CONTEXT, trace } = await import("@opentelemetry/api");
  const { AsyncLocalStorageContextManager } = await import("@opentelemetry/context-async-hooks");
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const inside = trace.setSpan(ROOT_CONTEXT, trace.wrapSpanContext(SPAN));
  return (run) => context.with(inside, run);
}

/** Every tenth call enters a context and logs ten records there; the calls between log nothing. */
function contexts(i) {
  if (i % PER_CONTEXT > 0) return;
  withContext(request(i), () => {
    for (let n = i; n < i + PER_CONTEXT; n++) info(MESSAGE, fields(n));
  });
}

function urlOf({ kind, path, host, port, pack }) {
  if (kind === "stdout") return kind;
  if (kind === "file" || kind === "unix") return `${kind}://${path}`;
  return `${kind}://${host}:${port}${pack === undefined ? "" : `?pack=${pack}`}`;
}

function isSocket({ kind }) {
  return kind !== "file" && kind !== "stdout";
}

/** Waits where much waits, as a program does that must lose nothing. */
function room() {
  let turn = 0;
  return () => {
    return ++turn % SELDOM === 0 && stats().backends[0].buffered > MUCH ? flush() : undefined;
  };
}

function dropped() {
  return stats().backends.reduce((sum, { dropped }) => sum + dropped, 0);
}

function readText(line) {
  const [, , , level, , text] = line.split("\t");
  const end = text.search(/ \w+=/);
  return {
    level: level.toLowerCase(),
    message: end === -1 ? text : text.slice(0, end),
    fields: readPairs(text),
  };
}
