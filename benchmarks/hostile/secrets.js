// The time of one call with a text full of beginnings of secrets, with all patterns, and the power of its length by which
// the time grows.
//
//   node benchmarks/hostile/secrets.js [--check] [--only TEXT]
//
// With --check it exits with 1 if a bound is exceeded.
import { parseArgs } from "node:util";
import { configure, info } from "fastlog";
import { PATTERNS } from "../records/records.js";
import { exponent } from "./growth.js";
import { nowhere } from "./nowhere.js";

const { values } = parseArgs({
  options: {
    check: { type: "boolean", default: false },
    only: { type: "string", default: "" },
  },
});

/** In nanoseconds a character, of the longest text. Plain text takes 6, to search and to write. */
const MOST_NS = 250;
/**
 * The power of the length by which a call's time grows at most. It is 2 if each beginning of a secret looks at the rest of
 * the text. A busy machine and its caches make more than 1 of linear time.
 */
const MOST_EXPONENT = 1.5;
const RUNS = 8;
/** How often what exceeds a bound is measured again. */
const AGAIN = 3;

const LENGTHS = [2 ** 16, 2 ** 18, 2 ** 20];

/** Texts that are repeated, or made for a length. */
const TEXTS = {
  "plain text": "plain text of words ",
  "beginnings of mail addresses": "a@",
  "mail addresses": "a@b.cd ",
  "hosts without a top-level domain": `a@${"1.".repeat(120)}`,
  "local parts": `${"a".repeat(60)}@`,
  "beginnings of JSON web tokens": "eyJ",
  "parts of JSON web tokens": "eyJabcdefghij.",
  "parts with hyphens": "eyJ-",
  "JSON web tokens without a payload": "eyJabcdefghij. ",
  "a header without an end": (length) => `eyJ${"a".repeat(length - 3)}`,
  digits: "4",
  "digits in groups": "4444 ",
  "digits in groups with hyphens": "4444-",
  "card numbers": "4111111111111111 ",
  "card numbers that are wrong": "4111111111111112 ",
  "schemes of URLs": "://",
  "URLs without a host": "a://b:c",
  "URLs with many colons": `a://${":".repeat(100)}`,
  "URLs with late passwords": "://a:b/",
  "URLs with passwords": "a://b:c@d/ ",
  "words Bearer": "Bearer ",
  "words Bearer and plus signs": "bearer+",
  "words Bearer and long words": `bearer ${"abc-".repeat(60)}`,
  "words Basic": "basic AAAA",
  "headers Authorization": "authorization: authorization: bearer ",
  "beginnings of keys in PEM": "-----BEGIN ",
  "keys in PEM without an end": "-----BEGIN PRIVATE KEY-----",
  "ends of keys in PEM": "-----END PRIVATE KEY-----",
  hyphens: "-",
  "beginnings of tokens": "ghp_sk_live_xoxb-npm_AKIAAIzaSG.sk-ant-glpat-",
  "names of AWS": "secret_access_key : ' \" ",
  "names of Azure": "AccountKey=?sig=Q~",
  "digits of Azure": "1Q~",
  percents: "%40",
  emoji: "😀",
};

const textOf = (piece, length) =>
  typeof piece === "function" ? piece(length) : piece.repeat(Math.ceil(length / piece.length));

/** The least CPU time of some runs, in milliseconds: what others do on the machine hardly adds to it. */
function least(action) {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < RUNS; i++) {
    const start = process.cpuUsage();
    action();
    const { user, system } = process.cpuUsage(start);
    least = Math.min(least, (user + system) / 1_000);
  }
  return least;
}

const flat = (text) => Buffer.from(text, "utf16le").toString("utf16le");

configure({
  backend: nowhere,
  format: "json",
  maxRecord: 2 ** 23,
  buffer: 2 ** 25,
  redact: { patterns: PATTERNS },
});

const failures = [];
console.log(`nanoseconds a character; at most ${MOST_NS}, and a power of ${MOST_EXPONENT}\n`);
for (const [name, piece] of Object.entries(TEXTS)) {
  if (!name.includes(values.only)) continue;
  const texts = LENGTHS.map((length) => flat(textOf(piece, length)));
  const measured = () => texts.map((text) => least(() => info("x", { text })));
  const excess = (times) => {
    const ns = (times.at(-1) * 1e6) / texts.at(-1).length;
    const power = exponent(LENGTHS, times);
    if (ns > MOST_NS) return `${ns.toFixed(0)} ns a character`;
    return power > MOST_EXPONENT ? `grows by the power ${power.toFixed(2)}` : undefined;
  };
  let times = measured();
  for (let i = 0; i < AGAIN && excess(times) !== undefined; i++) {
    times = measured().map((time, i) => Math.min(time, times[i]));
  }
  const what = excess(times);
  if (what !== undefined) failures.push(`${name}: ${what}`);
  const ns = ((times.at(-1) * 1e6) / texts.at(-1).length).toFixed(1).padStart(8);
  const power = exponent(LENGTHS, times).toFixed(2).padStart(7);
  console.log(`${name.padEnd(40)}${ns}${power}${what === undefined ? "" : " !"}`);
}

console.log("");
for (const failure of failures) console.log(`exceeded: ${failure}`);
console.log(`${Object.keys(TEXTS).length} texts, ${failures.length} exceed a bound`);
if (values.check && failures.length > 0) process.exitCode = 1;
