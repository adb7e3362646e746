import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { randomFrom } from "../measure/bootstrap.js";

/**
 * A place in a program that logs, in no logger's idiom.
 *
 * @typedef {object} Site
 * @property {"debug" | "info" | "warn" | "error"} level `debug` is disabled.
 * @property {string[]} parts The message between its values: one more than there are of those.
 * @property {string[]} values JavaScript that gives the message's values for the record number `i`.
 * @property {string} fields JavaScript between the braces of an object of fields; empty where there are none.
 * @property {string} [error] JavaScript that gives an Error.
 */

const VERBS = [
  "read",
  "wrote",
  "sent",
  "queued",
  "dropped",
  "opened",
  "closed",
  "parsed",
  "merged",
];
const NOUNS = ["order", "user", "cart", "file", "job", "session", "invoice", "shard", "message"];
const NAMES = [
  "id",
  "user",
  "path",
  "status",
  "size",
  "tenant",
  "region",
  "attempt",
  "ms",
  "method",
];

/** JavaScript for a value of the record number `i`; `n` is a number of the site's own. */
const KINDS = [
  (n) => `i + ${n}`,
  (n) => `(i * ${n}) % 1000`,
  (n) => `strings[(i * ${2 * n + 1}) & 1023]`,
  (n) => `"${NOUNS[n % NOUNS.length]}-" + (i + ${n})`,
  (n) => `"/api/v1/${NOUNS[n % NOUNS.length]}s/" + i`,
  (n) => `(i + ${n}) / 7`,
  (n) => `(i + ${n}) % 3 === 0`,
  (n) => `places[(i + ${n}) & 7]`,
];
const NESTED = (n) =>
  `{ id: i, name: strings[(i * ${2 * n + 1}) & 1023], at: { x: i / 3, y: ${n} }, tags: ["a", "b"] }`;

/**
 * The call sites of a program, always the same ones for a seed.
 *
 * @param {number} count
 * @param {number} seed
 * @returns {Site[]}
 */
export function sitesOf(count, seed) {
  const random = randomFrom(seed);
  return Array.from({ length: count }, (_, n) => siteOf(n, random));
}

function siteOf(n, random) {
  const pick = (list) => list[Math.floor(random() * list.length)];
  const value = () => pick(KINDS)(n);
  const level = pick(["debug", "debug", ...Array(12).fill("info"), "info", "warn", "error"]);
  const values = Array.from({ length: Math.floor(random() * 4) }, value);
  const subject = `${pick(NOUNS)} ${pick(VERBS)} at site ${n}`;
  const parts = [subject, ...values.map((_, i) => (i < values.length - 1 ? ", then " : " done"))];
  if (values.length > 0) parts[0] = `${subject}: `;
  const names = NAMES.toSorted(() => random() - 0.5).slice(0, 2 + Math.floor(random() * 7));
  const own = names.map((name) => `${name}: ${random() < 0.08 ? NESTED(n) : value()}`);
  const fields = random() < 0.25 ? "" : own.join(", ");
  return { level, parts, values, fields, ...(level === "error" ? { error: `errors[i & 7]` } : {}) };
}

/** The records of a request, and the child that logs them. */
export const REQUEST = {
  bound: 'reqId: "req-" + i, user: strings[(i * 7) & 1023]',
  first: {
    level: "info",
    parts: ["request"],
    values: [],
    fields: 'method: "GET", url: "/orders/" + i, host: "api.example.com"',
  },
  last: {
    level: "info",
    parts: ["request done in ", " ms"],
    values: ["(i % 97) / 8"],
    fields: "status: 200, size: i % 5000",
  },
};

/**
 * Writes a program of some call sites as a logger is called. It exports `sites`, a list of functions of a logger and a
 * record's number, `child`, which makes a request's child, and `first` and `last`, which log the records of a request.
 *
 * @param {readonly Site[]} sites
 * @param {Pick<import("../loggers/logger.js").Service, "call" | "child">} logger
 * @param {string} folder
 * @returns {string} The URL of the module.
 */
export function program(sites, { call, child }, folder) {
  const values = new URL("values.js", import.meta.url).href;
  const source = [
    `import { errors, places, strings } from ${JSON.stringify(values)};`,
    "export const sites = [",
    ...sites.map((site) => `  (log, i) => { ${call(site)}; },`),
    "];",
    `export const child = (log, i) => ${child(REQUEST.bound)};`,
    `export const first = (log, i) => { ${call(REQUEST.first)}; };`,
    `export const last = (log, i) => { ${call(REQUEST.last)}; };`,
    "",
  ];
  mkdirSync(folder, { recursive: true });
  const path = join(folder, "program.mjs");
  writeFileSync(path, source.join("\n"));
  return pathToFileURL(path).href;
}

/** Which site logs the record number `i`: every one equally often, in no order. @param {number} seed */
export function orderOf(sites, records, seed) {
  const random = randomFrom(seed + 1);
  return Uint16Array.from({ length: records }, () => Math.floor(random() * sites));
}
