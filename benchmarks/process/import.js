// A child of speed.js: what importing a module costs a process that has imported nothing else.
//
//   node import.js SPECIFIER        prints JSON: milliseconds, and what Node loaded for it
import { writeSync } from "node:fs";
import { createRequire } from "node:module";

// Asked once beforehand: the clock itself is loaded when it is first needed.
performance.now();
const builtinsBefore = new Set(process.moduleLoadList);
const cpuBefore = process.cpuUsage();
const before = performance.now();
await import(process.argv[2]);
const wall = performance.now() - before;
const { user, system } = process.cpuUsage(cpuBefore);

// All built-in modules that the import brought, and all CommonJS files there are.
const builtins = process.moduleLoadList.filter((name) => !builtinsBefore.has(name));
const required = Object.keys(createRequire(import.meta.url).cache);
writeSync(1, JSON.stringify({ wall, cpu: (user + system) / 1e3, builtins, required }));
