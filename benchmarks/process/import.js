// How long importing a module takes in a process that has imported nothing else.
//
//   node import.js SPECIFIER        prints JSON: milliseconds
import { writeSync } from "node:fs";

// Asked once beforehand: the clock itself is loaded when it is first needed.
performance.now();
const cpuBefore = process.cpuUsage();
const before = performance.now();
await import(process.argv[2]);
const wall = performance.now() - before;
const { user, system } = process.cpuUsage(cpuBefore);
writeSync(1, JSON.stringify({ wall, cpu: (user + system) / 1e3 }));
