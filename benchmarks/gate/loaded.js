// A child of the gate: the files of a package that importing it loads.
//
//   node gate/loaded.js URL FOLDER        prints JSON: the paths in the folder
import { writeSync } from "node:fs";
import { Session } from "node:inspector";
import { fileURLToPath } from "node:url";

const [, , url, folder] = process.argv;
const scripts = [];
const session = new Session();
session.connect();
session.on("Debugger.scriptParsed", ({ params }) => scripts.push(params.url));
session.post("Debugger.enable");
await import(url);
session.disconnect();

const files = scripts
  .filter((script) => script.startsWith("/") || script.startsWith("file:"))
  .map((script) => (script.startsWith("file:") ? fileURLToPath(script) : script));
writeSync(1, JSON.stringify(files.filter((file) => file.startsWith(folder))));
