// Instruments functions of Node and JavaScript that fastlog itself calls, logs, and ends by itself.
import fs from "node:fs";
import { info } from "fastlog";
import { instrument } from "fastlog/tracepoint";

const FUNCTIONS = [
  [fs, "writeSync"],
  [Array.prototype, "push"],
  [Array.prototype, "slice"],
  [Map.prototype, "get"],
  [Object, "keys"],
  [Object, "getPrototypeOf"],
  [JSON, "stringify"],
  [Date, "now"],
  [performance, "now"],
  [Reflect, "apply"],
  [Promise.prototype, "then"],
  [Function.prototype, "call"],
];
for (const [object, name] of FUNCTIONS) instrument(object, name, `probe::${name}`);

for (let i = 0; i < 3; i++) {
  info("record {}", i, { list: [i], error: new Error("x") });
  fs.writeSync(3, `line ${i}\n`);
  await new Promise((resolve) => setTimeout(resolve, 1));
}
