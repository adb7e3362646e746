// Writes records with the library in Node: reads what the process is like, and formats and calls, and writes a line or an
// error of each, as JSON. Its clock stands still, as that of a page does.
import os from "node:os";
import { text } from "node:stream/consumers";

const { clock, pid, hostname, vectors } = JSON.parse(await text(process.stdin));
const hrtime = BigInt(clock.hrtime);
Date.now = () => clock.date;
process.hrtime.bigint = () => hrtime;
Object.defineProperty(process, "pid", { value: pid });
os.hostname = () => hostname;

const { logger } = await import("fastlog");
const { capture } = await import("fastlog/testing");

/** The Error of a page, which has no stack of its own there either. */
function errorOf(message) {
  const stack = `Error: ${message}\n    at connect (/srv/shop/db.js:17:11)\n    at /srv/shop/app.js:8:3`;
  return Object.assign(new Error(message), { stack });
}

function written({ format, call: { level, target, message, args, error }, color }) {
  let captured;
  try {
    captured = capture({ format, color });
  } catch ({ code, message }) {
    return { code, message };
  }
  const all = [...JSON.parse(`[${args}]`), ...(error === "" ? [] : [errorOf(error)])];
  logger(target)[level](message, ...all);
  captured.restore();
  return { text: captured.text };
}

console.log(JSON.stringify(vectors.map(written)));
