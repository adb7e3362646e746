import { configureSync, getJsonLinesFormatter, getLogger } from "@logtape/logtape";
import { writer } from "./writer.js";

/**
 * LogTape with its own JSON and a sink that takes the line and returns. The stream sink that comes
 * with it encodes and writes each line on its own.
 *
 * @param {string} path
 */
export function logtapeTo(path) {
  const { write, flush } = writer(path);
  const format = getJsonLinesFormatter({ properties: "flatten" });
  configureSync({
    sinks: { file: (record) => write(format(record)) },
    loggers: [
      { category: "app", lowestLevel: "info", sinks: ["file"] },
      // Otherwise it says at once that it has nowhere to say what is wrong.
      { category: ["logtape", "meta"], lowestLevel: "error", sinks: [] },
    ],
  });
  return { logger: getLogger("app"), flush };
}
