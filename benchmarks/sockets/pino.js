import { once } from "node:events";
import pino from "pino";
import pinoSocket from "pino-socket";
import { BATCH } from "../measure/batch.js";
import { messageFor } from "./lines.js";
import { inTurns } from "./load.js";

const EMPTY = `{"level":30,"time":${Date.now()},"msg":""}\n`;
/** Without process and host, so that there is a message in a line of that length. */
const OPTIONS = { base: null };

/** pino-socket as it is meant: in a thread. @param {import("./peer.js").Address} address */
export async function pinoThread(address) {
  const transport = pino.transport({ target: "pino-socket", options: optionsFor(address) });
  await once(transport, "ready");
  return contender("pino: pino-socket, in a thread", pino(OPTIONS, transport), () =>
    transport.end(),
  );
}

/** The same without one. @param {import("./peer.js").Address} address */
export async function pinoHere(address) {
  const stream = await pinoSocket(optionsFor(address));
  return contender("pino: pino-socket", pino(OPTIONS, stream), () => stream.destroy());
}

function contender(name, logger, end) {
  const message = messageFor(EMPTY);

  function batch() {
    for (let i = 0; i < BATCH; i++) logger.info(message);
  }

  return { name, message, send: (turns) => inTurns(turns, batch), end };
}

function optionsFor({ host, port, path }) {
  return path === undefined
    ? { mode: "tcp", address: host, port }
    : { mode: "tcp", unixsocket: path };
}
