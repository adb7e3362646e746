import { createSocket } from "node:dgram";
import { once } from "node:events";
import { BATCH } from "../measure/batch.js";
import { record } from "./lines.js";
import { inTurns } from "./load.js";

/**
 * The least that a program can do: it has the datagram already, and sends it by a connected socket. It
 * either wants to know what became of each, or does not.
 *
 * @param {{ host: string, port: number }} address
 * @param {number} records How many there are in each.
 * @param {boolean} asks
 */
export async function bareDatagrams({ host, port }, records, asks) {
  const socket = createSocket("udp4");
  socket.connect(port, host);
  await once(socket, "connect");
  const { message, line } = record();
  const datagram = Buffer.from(line.repeat(records).trimEnd());
  const rest = Buffer.from(line.repeat(BATCH % records || records).trimEnd());
  const callback = asks ? () => {} : undefined;

  function batch() {
    for (let left = BATCH; left > 0; left -= records) {
      socket.send(left < records ? rest : datagram, callback);
    }
  }

  return {
    name: asks ? "floor: a socket, asking" : "floor: a socket",
    message,
    async send(turns) {
      await inTurns(turns - 1, batch);
      batch();
      while (socket.getSendQueueCount() > 0) await inTurns(1, () => {});
    },
    end: () => socket.close(),
  };
}
