import { execFileSync } from "node:child_process";
import { mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readEnvLogger, readSpdlog, readZap, readZerolog } from "./native/lines.js";

const FOLDER = fileURLToPath(new URL("native/", import.meta.url));
const BUILD = join(FOLDER, "build");
/** Where Debian keeps the sources that it has packaged. */
const GO = { GO111MODULE: "off", GOPATH: "/usr/share/gocode", GOFLAGS: "" };
const CRATES = [
  `source.crates-io.replace-with="debian"`,
  `source.debian.directory="/usr/share/cargo/registry"`,
];

/**
 * Loggers of other languages, built from Debian's packages: the cost of a record without a JavaScript engine. Each has a
 * program in `native/`.
 *
 * @typedef {object} Native
 * @property {string} id
 * @property {string} name
 * @property {string} language
 * @property {readonly string[]} packages Debian's packages that build it; the first is the logger.
 * @property {() => string} build Returns the program's path, or throws.
 * @property {(scenario: string) => "json" | "text"} format Of its lines.
 * @property {readonly string[]} args After those that all have.
 * @property {(line: string) => import("../records/proof.js").Read} read
 *
 * @type {readonly Native[]}
 */
export const NATIVES = [
  native("spdlog", "spdlog, basic_file_sink_st", "C++", {
    packages: ["libspdlog-dev", "g++", "pkg-config"],
    build: buildSpdlog,
    // It writes JSON only where there are fields.
    format: (scenario) => (scenario === "fields" ? "json" : "text"),
    read: readSpdlog,
  }),
  native("zerolog", "zerolog, 64 KiB buffer", "Go", {
    packages: ["golang-github-rs-zerolog-dev", "golang-go"],
    build: () => buildGo("zerolog"),
    args: ["buffered"],
    read: readZerolog,
  }),
  native("zerolog-default", "zerolog, 64 KiB buffer, its default time", "Go", {
    packages: ["golang-github-rs-zerolog-dev", "golang-go"],
    build: () => buildGo("zerolog"),
    args: ["buffered", "rfc3339"],
    read: readZerolog,
  }),
  native("zerolog-unbuffered", "zerolog", "Go", {
    packages: ["golang-github-rs-zerolog-dev", "golang-go"],
    build: () => buildGo("zerolog"),
    read: readZerolog,
  }),
  native("zap", "zap, BufferedWriteSyncer", "Go", {
    packages: ["golang-go.uber-zap-dev", "golang-go"],
    build: () => buildGo("zap"),
    read: readZap,
  }),
  native("env_logger", "env_logger, 64 KiB buffer", "Rust", {
    packages: ["librust-env-logger-dev", "librust-humantime-dev", "cargo"],
    build: buildEnvLogger,
    format: () => "text",
    args: ["buffered"],
    read: readEnvLogger,
  }),
  native("env_logger-unbuffered", "env_logger", "Rust", {
    packages: ["librust-env-logger-dev", "librust-humantime-dev", "cargo"],
    build: buildEnvLogger,
    format: () => "text",
    read: readEnvLogger,
  }),
];

function native(id, name, language, { args = [], format = () => "json", ...rest }) {
  return { id, name, language, args, format, ...rest };
}

/**
 * Builds a program, or says which packages it lacks.
 *
 * @param {Native} native
 * @returns {{ program: string, version: string } | { missing: string }}
 */
export function built({ packages, build }) {
  const absent = packages.filter((name) => versionOf(name) === undefined);
  // A toolchain may have come another way than by a package.
  const needed = absent.filter(
    (name) => !["g++", "golang-go", "cargo", "pkg-config"].includes(name),
  );
  if (needed.length > 0) return { missing: `apt-get install ${packages.join(" ")}` };
  mkdirSync(BUILD, { recursive: true });
  try {
    return { program: build(), version: versionOf(packages[0]) };
  } catch (error) {
    return { missing: `it does not build: ${error.message}` };
  }
}

/**
 * Runs a program: nanoseconds a record, of each round. The lines of the last round are in the file.
 *
 * @param {Native} native
 * @param {string} program
 * @param {{ scenario: string, records: number, rounds: number, path: string }} how
 * @returns {number[]}
 */
export function runNative({ args }, program, { scenario, records, rounds, path }) {
  const all = [scenario, String(records), String(rounds), path, ...args];
  return JSON.parse(execFileSync(program, all, { encoding: "utf8" }));
}

/** The upstream version of a Debian package; `undefined` if it is not installed. */
function versionOf(name) {
  try {
    const status = run("dpkg-query", ["--status", name]);
    if (!/^Status: .* installed$/m.test(status)) return undefined;
    return /^Version: (?:\d+:)?([^+\s-]+)/m.exec(status)[1];
  } catch {
    return undefined;
  }
}

function buildSpdlog() {
  const program = join(BUILD, "spdlog");
  const source = join(FOLDER, "spdlog.cpp");
  const made = statSync(program, { throwIfNoEntry: false });
  // The other languages' tools look by themselves.
  if (made !== undefined && made.mtimeMs > statSync(source).mtimeMs) return program;
  const flags = run("pkg-config", ["--cflags", "--libs", "spdlog"]).trim().split(/\s+/);
  run("g++", ["-O3", "-DNDEBUG", "-o", program, source, ...flags]);
  return program;
}

function buildGo(name) {
  const program = join(BUILD, name);
  run("go", ["build", "-o", program, `./${name}`], { env: { ...process.env, ...GO } });
  return program;
}

function buildEnvLogger() {
  const target = join(BUILD, "cargo");
  const config = CRATES.flatMap((line) => ["--config", line]);
  const args = ["build", "--release", "--offline", "--target-dir", target, ...config];
  run("cargo", args, { cwd: join(FOLDER, "env_logger") });
  return join(target, "release", "env-logger-reference");
}

function run(program, args, how = {}) {
  return execFileSync(program, args, {
    cwd: FOLDER,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    ...how,
  });
}
