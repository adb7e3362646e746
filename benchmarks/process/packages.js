import { lstatSync, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { child } from "../measure/child.js";
import { lowest } from "../measure/figure.js";

const HERE = fileURLToPath(new URL(".", import.meta.url));
/** The packages that a program installs; it imports the first. LogTape writes to files by a package of its own. */
const PACKAGES = {
  fastlog: ["fastlog"],
  pino: ["pino"],
  winston: ["winston"],
  logtape: ["@logtape/logtape", "@logtape/file"],
  bunyan: ["bunyan"],
  roarr: ["roarr"],
  tslog: ["tslog"],
  log4js: ["log4js"],
};
const IMPORTS = 20;

/**
 * The time of importing each package over that of an empty module, in processes that take turns, and the bytes on the disk
 * of the package and all its dependencies.
 *
 * @param {import("../suite/parts.js").How} how
 * @returns {Promise<import("../measure/figure.js").Figure[]>}
 */
export async function measurePackages({ quick, isWanted, progress }) {
  progress("imports");
  const ids = Object.keys(PACKAGES).filter((id) => isWanted(id) || isWanted(`${id}-default`));
  const walls = Object.fromEntries(["empty", ...ids].map((id) => [id, []]));
  for (let i = 0; i < (quick ? 5 : IMPORTS); i++) {
    for (const id of Object.keys(walls)) {
      const specifier = id === "empty" ? "./imports/empty.mjs" : PACKAGES[id][0];
      walls[id].push(child("process/import.js", { args: [specifier] }).wall);
    }
  }
  const base = lowest(walls.empty).value;
  return ids.map((id) => {
    const names = PACKAGES[id];
    const { bytes, packages } = installed(names);
    return {
      ...{ part: "packages", what: "import", title: "import, and as installed" },
      ...{ contender: id, name: names[0] },
      measures: {
        "import-time": lowest(walls[id].map((wall) => wall - base)),
        installed: { value: bytes },
        packages: { value: packages },
      },
    };
  });
}

/** The version of a package that the suite measures. @param {string} name */
export function versionOf(name) {
  return manifest(locate(name, HERE)).version;
}

/** Packages and all their dependencies, each counted once. @param {readonly string[]} names */
function installed(names) {
  const seen = new Map();
  const visit = (name, from) => {
    const folder = locate(name, from);
    if (folder === undefined || seen.has(folder)) return;
    const { dependencies, optionalDependencies, files } = manifest(folder);
    // The workspace has more files than are published.
    seen.set(folder, name === "fastlog" ? published(folder, files) : sizeOf(folder));
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies }))
      visit(name, folder);
  };
  for (const name of names) visit(name, HERE);
  return { bytes: [...seen.values()].reduce((a, b) => a + b, 0), packages: seen.size };
}

/** As Node finds it: in the next `node_modules` that has it. */
function locate(name, from) {
  for (let folder = from; ; folder = dirname(folder)) {
    const place = join(folder, "node_modules", name);
    if (statSync(place, { throwIfNoEntry: false }) !== undefined) return realpathSync(place);
    if (folder === dirname(folder)) return undefined;
  }
}

function manifest(folder) {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
}

function published(folder, files) {
  const all = ["package.json", ...files].map((name) => join(folder, name));
  return all.filter((path) => lstatSync(path, { throwIfNoEntry: false })).reduce(add, 0);
}

function sizeOf(path) {
  const stat = lstatSync(path);
  if (!stat.isDirectory()) return stat.isFile() ? stat.size : 0;
  const names = readdirSync(path).filter((name) => name !== "node_modules");
  return names.map((name) => join(path, name)).reduce(add, 0);
}

function add(sum, path) {
  return sum + sizeOf(path);
}
