// How much CPU time `fastlog/register` takes for each module that imports fastlog, and to be loaded.
//
//   node register.js        prints JSON: milliseconds, of ES modules and of CommonJS
//
// Programs of one module and of many are run with and without it, in turns. What the many take more is what each module takes.
import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { inFolder } from "../measure/folder.js";
import { PACKAGE } from "../measure/package.js";
import { median } from "../measure/statistics.js";

const MODULES = 300;
const ROUNDS = 7;

const FLAGS = ["--import", "fastlog/register"];
/** In microseconds, as Node has them; a program that is at its end has loaded everything. */
const REPORT = `{
  const { user, system } = process.cpuUsage();
  process.stdout.write(String((user + system) / 1000));
}
`;

const KINDS = {
  "ES module": {
    main: (names) => names.map((name) => `import "./${name}.mjs";`).join("\n"),
    module: 'import { info } from "fastlog";\nexport const f = (i) => info("call {}", i);\n',
    extension: "mjs",
  },
  CommonJS: {
    main: (names) => names.map((name) => `require("./${name}.cjs");`).join("\n"),
    module: 'const { info } = require("fastlog");\nexports.f = (i) => info("call {}", i);\n',
    extension: "cjs",
  },
};

const results = await inFolder((folder) => {
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(PACKAGE, join(folder, "node_modules/fastlog"));
  writeFileSync(join(folder, "package.json"), '{ "name": "app" }');
  const entries = Object.entries(KINDS).flatMap(([kind, how]) => {
    const { each, whole } = costOf(folder, how);
    return [
      [kind, each],
      [`${kind}, loading`, whole],
    ];
  });
  return Object.fromEntries(entries);
});
writeSync(1, JSON.stringify(results));

function costOf(folder, { main, module, extension }) {
  const names = Array.from({ length: MODULES }, (_, i) => `module${i}`);
  for (const name of names) writeFileSync(join(folder, `${name}.${extension}`), module);
  const [one, many] = [names.slice(0, 1), names].map((some) => {
    const path = join(folder, `main${some.length}.${extension}`);
    writeFileSync(path, `${main(some)}\n${REPORT}`);
    return path;
  });
  const differences = Array.from({ length: ROUNDS }, () => {
    const [plainOne, boundOne] = [[], FLAGS].map((flags) => cpuOf(folder, flags, one));
    const [plainMany, boundMany] = [[], FLAGS].map((flags) => cpuOf(folder, flags, many));
    return { one: boundOne - plainOne, many: boundMany - plainMany };
  });
  const whole = median(differences.map((each) => each.one));
  const each = median(differences.map((each) => (each.many - each.one) / (MODULES - 1)));
  return { whole, each };
}

/** The program says itself how much processor time all its threads took. */
function cpuOf(folder, flags, path) {
  const out = execFileSync(process.execPath, [...flags, path], { cwd: folder, encoding: "utf8" });
  return Number(out);
}
