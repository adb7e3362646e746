import { once } from "node:events";
import { connect } from "node:net";
import winston from "winston";
import { BATCH } from "../measure/batch.js";
import { messageFor } from "./lines.js";
import { inTurns } from "./load.js";

/**
 * winston has no transport for TCP: the one for streams, on a socket. The package `winston-tcp` needs a
 * winston of version 2.
 *
 * @param {import("./peer.js").Address} address
 */
export async function winstonStream(address) {
  const socket = connect({ ...address, noDelay: true });
  await once(socket, "connect");
  const message = messageFor(`${Date.now()}\tinfo\t\n`);
  const logger = winston.createLogger({
    level: "info",
    format: winston.format.printf(({ level, message }) => `${Date.now()}\t${level}\t${message}`),
    transports: new winston.transports.Stream({ stream: socket, eol: "\n" }),
  });

  function batch() {
    for (let i = 0; i < BATCH; i++) logger.info(message);
  }

  return {
    name: "winston: stream",
    message,
    send: (turns) => inTurns(turns, batch),
    end: () => socket.destroy(),
  };
}
