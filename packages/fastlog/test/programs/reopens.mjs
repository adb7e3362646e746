// Logs a thousand records, has something happen to its log file, logs another thousand, reopens the
// file and logs the last thousand: these in one turn of the event loop.
import fs from "node:fs";
import { dirname } from "node:path";
import { setImmediate } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { info, reopen, stats } from "fastlog";

const [happening] = process.argv.slice(2);
const path = fileURLToPath(process.env.LOG_BACKEND);
const folder = dirname(path);

// Permissions are to be those that fastlog asks for.
process.umask(0);

const closed = [];
const close = fs.closeSync;
fs.closeSync = (fd) => {
  closed.push(fd);
  close(fd);
};

let logged = 0;
function thousand() {
  for (let i = 0; i < 1000; i++) info("record {}", logged++);
}

const happenings = {
  nothing() {},
  rename: () => fs.renameSync(path, `${path}.1`),
  remove: () => fs.rmSync(folder, { recursive: true }),
  obstruct() {
    fs.renameSync(folder, `${folder}.old`);
    fs.writeFileSync(folder, "no folder");
  },
};

thousand();
await setImmediate();
happenings[happening]();
thousand();
reopen();
thousand();

if (happening === "obstruct") {
  await setImmediate();
  fs.rmSync(folder);
  reopen();
  thousand();
}
process.once("exit", () => {
  fs.writeSync(3, `${JSON.stringify({ closed, errors: stats().backends[0].errors })}\n`);
});
