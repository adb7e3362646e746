import log4js from "log4js";
import { BATCH } from "../measure/batch.js";
import { messageFor } from "./lines.js";
import { inTurns } from "./load.js";

/**
 * log4js with its TCP appender, which knows no Unix sockets, and a layout of the least that a line needs.
 *
 * @param {{ host: string, port: number }} address
 */
export function log4jsTcp({ host, port }) {
  log4js.addLayout("line", () => ({ startTime, level, data }) => {
    return `${startTime.getTime()}\t${level.levelStr}\t${data[0]}`;
  });
  log4js.configure({
    appenders: { tcp: { type: "tcp", host, port, endMsg: "\n", layout: { type: "line" } } },
    categories: { default: { appenders: ["tcp"], level: "info" } },
    disableClustering: true,
  });
  const logger = log4js.getLogger();
  const message = messageFor(`${Date.now()}\tINFO\t\n`);

  function batch() {
    for (let i = 0; i < BATCH; i++) logger.info(message);
  }

  return {
    name: "log4js: tcp",
    message,
    send: (turns) => inTurns(turns, batch),
    end: () => new Promise((resolve) => log4js.shutdown(resolve)),
  };
}
