// In place of the module that configures LogTape: its records go through fastlog.
import { configure as configureLogTape } from "@logtape/logtape";
import { configure, logger } from "fastlog";

configure({ format: "json", fields: { service: "shop" } });

function fastlog({ category, level, message, properties }) {
  const text = message.map((part, i) => (i % 2 === 0 ? part : String(part))).join("");
  logger(category.join("::")).log(level, properties, text);
}

await configureLogTape({
  sinks: { fastlog },
  loggers: [
    { category: "shop", lowestLevel: "trace", sinks: ["fastlog"] }, // fastlog has the filter
    { category: ["logtape", "meta"], lowestLevel: "warning", sinks: ["fastlog"] },
  ],
});
