import { createSocket } from "node:dgram";
import { once } from "node:events";
import { BATCH } from "../measure/batch.js";
import { bareLine } from "./lines.js";
import { inTurns } from "./load.js";

/**
 * The floor: has the datagram already, and sends it by a connected socket. Without a callback Node does not say what the
 * operating system refused.
 *
 * @param {{ host: string, port: number }} address
 * @param {number} records Of a datagram.
 * @param {boolean} asks Whether it has a callback for each.
 * @returns {Promise<import("./sender.js").Sender>}
 */
export async function bareDatagrams({ host, port }, records, asks) {
  const socket = createSocket("udp4");
  socket.connect(port, host);
  await once(socket, "connect");
  const line = bareLine();
  const datagram = Buffer.from(line.repeat(records).trimEnd());
  const rest = Buffer.from(line.repeat(BATCH % records || records).trimEnd());
  const callback = asks ? () => {} : undefined;

  function batch() {
    for (let left = BATCH; left > 0; left -= records) {
      socket.send(left < records ? rest : datagram, callback);
    }
  }

  return {
    id: asks ? "floor-asking" : "floor",
    async send(turns) {
      await inTurns(turns - 1, batch);
      batch();
      while (socket.getSendQueueCount() > 0) await inTurns(1, () => {});
    },
    end: () => socket.close(),
  };
}
