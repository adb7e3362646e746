import { closeSync, openSync, writeSync } from "node:fs";

/** In bytes: what is written at once. */
const CHUNK = 1 << 20;
/** Of so many records, one is an error. */
export const RARE = 5000;

/** Numbers that look random, and are the same each time. */
export function random() {
  let state = 12345;
  return (below) => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return (state >> 8) % below;
  };
}

/** A line of fastlog's JSON, as a server writes one for each request: about 225 bytes. */
export function line(i, time, hrtime, ms) {
  const isError = i % RARE === 0;
  const status = isError ? 500 : i % 50 === 0 ? 404 : 200;
  const level = isError ? 50 : status === 404 ? 40 : i % 7 === 0 ? 20 : 30;
  return `{"level":${level},"time":${time},"hrtime":${hrtime},"pid":26743,"hostname":"shop-7d9f","tag":"main","target":"app::http","msg":"GET /api/users/${i}","path":"/api/users/${i}","status":${status},"ms":${ms},"reqId":"r${i}"}\n`;
}

/**
 * Writes records of a request each until all files together have this size. Each record goes to a file at random. Returns the
 * number of records.
 *
 * @param {readonly string[]} paths
 * @param {number} bytes
 */
export function writeLogs(paths, bytes) {
  const fds = paths.map((path) => openSync(path, "w"));
  const texts = paths.map(() => "");
  const next = random();
  const start = Date.UTC(2026, 10, 21, 9);
  let written = 0;
  let hrtime = 4_737_355_694_550;
  let i = 0;
  while (written < bytes) {
    hrtime += 100_000 + next(800_000);
    const time = start + Math.floor((hrtime - 4_737_355_694_550) / 1e6);
    const file = next(paths.length);
    const text = line(++i, time, hrtime, next(100));
    texts[file] += text;
    written += text.length;
    if (texts[file].length < CHUNK) continue;
    writeSync(fds[file], texts[file]);
    texts[file] = "";
  }
  for (const [file, fd] of fds.entries()) {
    writeSync(fd, texts[file]);
    closeSync(fd);
  }
  return i;
}
