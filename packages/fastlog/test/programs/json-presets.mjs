// Logs to a file for each preset of JSON, from the main thread and from a worker that inherits the configuration.
import { isMainThread, Worker } from "node:worker_threads";
import { configure, error, logger } from "fastlog";

const [, , folder, ...presets] = process.argv;
if (isMainThread) {
  configure({
    backend: [
      ...presets.map((preset) => ({
        backend: `file://${folder}/${preset}.log`,
        format: `json:${preset}`,
      })),
      {
        backend: `file://${folder}/own.log`,
        format: {
          json: { preset: "gcp", msg: "text", level: { form: { info: "I" } }, order: ["msg"] },
        },
      },
      {
        backend: `file://${folder}/text.log`,
        format: { template: "{level} {message}" },
        color: true,
      },
    ],
  });
  new Worker(new URL(import.meta.url), { argv: process.argv.slice(2) });
}
logger("app::http").child({ reqId: "r1" }).info("GET {path}", { path: "/a" });
error("failed", Object.assign(new RangeError("too far"), { code: "E_FAR" }));
