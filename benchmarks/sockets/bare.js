import { once } from "node:events";
import { connect } from "node:net";
import { BATCH } from "../measure/batch.js";
import { bareLine, LINE } from "./lines.js";
import { inTurns, MUCH } from "./load.js";

const monotonic = process.hrtime.bigint;
/** As many whole lines as 64 KiB hold. */
const LINES = Math.floor(65_536 / LINE);

/**
 * The floor: has the bytes already, and writes them 64 KiB at a time, the next ones when the socket has room.
 *
 * @param {import("./peer.js").Address} address
 * @returns {Promise<import("./sender.js").Sender>}
 */
export async function bareSocket(address) {
  const socket = await open(address);
  const piece = Buffer.from(bareLine().repeat(LINES));

  return {
    id: "floor",
    send(turns) {
      let bytes = turns * BATCH * LINE;
      return new Promise((resolve) => {
        function write() {
          while (bytes > 0) {
            const next = bytes < piece.length ? piece.subarray(0, bytes) : piece;
            bytes -= next.length;
            if (!socket.write(next)) break;
          }
          if (bytes > 0) socket.once("drain", write);
          else resolve();
        }
        write();
      });
    },
    end: () => socket.destroy(),
  };
}

/**
 * The floor of a logger, as ../loggers/floor.js: reads the clock for each record, copies a finished line, and writes what
 * one turn gathered.
 *
 * @param {import("./peer.js").Address} address
 * @returns {Promise<import("./sender.js").Sender>}
 */
export async function bareLogger(address) {
  const socket = await open(address);
  const bytes = Buffer.from(bareLine());

  function batch() {
    const piece = Buffer.allocUnsafe(BATCH * LINE);
    for (let i = 0; i < BATCH; i++) {
      monotonic();
      piece.set(bytes, i * LINE);
    }
    socket.write(piece);
  }

  function room() {
    return socket.writableLength > MUCH ? once(socket, "drain") : undefined;
  }

  return {
    id: "floor-logger",
    send: (turns) => inTurns(turns, batch, room),
    end: () => socket.destroy(),
  };
}

async function open(address) {
  const socket = connect({ ...address, noDelay: true });
  await once(socket, "connect");
  return socket;
}
