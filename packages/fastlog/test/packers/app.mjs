// Uses what is loaded on demand: a file that is rotated and compressed, a socket, a typed event whose schema needs ajv, a filter that is a
// regular expression, and all entries of the package.
//
//   node app.mjs FOLDER PORT    logs to FOLDER/app.log, and to the peer at PORT
import { readdirSync } from "node:fs";
import { configure, defineEvent, FastlogError, flush, logger, setFilter } from "fastlog";
import { parseFilter } from "fastlog/filter";
import { req } from "fastlog/serializers";
import { capture } from "fastlog/testing";

const LINES = 2_000;
const PADDING = "x".repeat(80);
const [folder, port] = process.argv.slice(2);

const log = logger(import.meta);
const finished = defineEvent("info", "finished", {
  type: "object",
  properties: {
    name: { type: "string", pattern: "^a" },
    list: { type: "array", items: { type: "integer" } },
  },
  required: ["name"],
});

const captured = capture({ format: "json" });
log.info("captured {}", [1], { deep: { error: new TypeError("t") }, id: 7 });
captured.restore();
const [{ fields, message }] = captured.records;
fields.deep.error.stack = "";

configure({
  backend: [
    { backend: `file://${folder}/app.log?maxSize=64kb&keep=1000&gzip=true`, format: "logfmt" },
    { backend: `tcp://127.0.0.1:${port}`, format: "json" },
  ],
  filter: "info/^(?:line \\d+|finished|request)",
  serializers: { req },
  redact: ["req.headers.cookie"],
});
for (let i = 0; i < LINES; i++) log.info("line {}", i, { padding: PADDING });
log.info("another {}", 0);
finished({ name: "a", list: [1, 2] });
finished({ name: 1 });
log.info("request", { req: { method: "GET", url: "/", headers: { cookie: "c", host: "h" } } });

const { filter, errors } = parseFilter("app=debug/a(b|c)+d");
let refused;
try {
  setFilter("info/(");
} catch (error) {
  refused = error instanceof FastlogError ? error.code : String(error);
}

flush().then(() => {
  // Compressed files come once nobody has written to them for some seconds.
  const poll = setInterval(() => {
    const rotated = readdirSync(folder).filter((name) => /^app\.log\.\d/.test(name));
    if (rotated.length === 0 || rotated.some((name) => !name.endsWith(".gz"))) return;
    clearInterval(poll);
    const matches = filter.matches("app", "debug", "abcbd");
    console.log(JSON.stringify({ message, fields, matches, errors, refused }));
  }, 50);
});
