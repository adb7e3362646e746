// Runs a script on a release of Node, which npm installs once in .cache/nodes.
//
//   node benchmarks/on-node.js 24 --expose-gc benchmarks/suite/run.js
import { spawnSync } from "node:child_process";
import { nodeOf } from "./service/nodes.js";

const [major, ...args] = process.argv.slice(2);
const { status, signal } = spawnSync(nodeOf(Number(major)), args, { stdio: "inherit" });
if (signal !== null) process.kill(process.pid, signal);
else process.exitCode = status ?? 1;
