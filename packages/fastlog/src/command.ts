/**
 * The program `fastlog`, which `bin/fastlog.cjs` starts. Nothing of the library loads it.
 *
 * @module
 */

import fs from "node:fs";
import { join } from "node:path";
import { main } from "./command/main.ts";

const manifest = fs.readFileSync(join(__dirname, "../package.json"), "utf8");
const { version } = JSON.parse(manifest) as { version: string };

main(process.argv.slice(2), version).then((code) => {
  process.exitCode = code;
});
