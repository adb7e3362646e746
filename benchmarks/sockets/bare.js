import { once } from "node:events";
import { connect } from "node:net";
import { BATCH } from "../measure/batch.js";
import { LINE, record } from "./lines.js";
import { inTurns, MUCH } from "./load.js";

const monotonic = process.hrtime.bigint;
/** As many whole lines as 64 KiB hold. */
const LINES = Math.floor(65_536 / LINE);

/**
 * The least that a program can do: it has the bytes already, and writes them 64 KiB at a time, the next
 * ones when the socket says that there is room.
 *
 * @param {import("./peer.js").Address} address
 */
export async function bareSocket(address) {
  const socket = await open(address);
  const { message, line } = record();
  const piece = Buffer.from(line.repeat(LINES));

  return {
    name: "floor: a socket",
    message,
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
 * The least that a logger can do (../floor.js): it reads the clock for each record, copies a finished
 * line, and writes what one turn gathered.
 *
 * @param {import("./peer.js").Address} address
 */
export async function bareLogger(address) {
  const socket = await open(address);
  const { message, line } = record();
  const bytes = Buffer.from(line);

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
    name: "floor: clock + copy + a socket",
    message,
    send: (turns) => inTurns(turns, batch, room),
    end: () => socket.destroy(),
  };
}

async function open(address) {
  const socket = connect({ ...address, noDelay: true });
  await once(socket, "connect");
  return socket;
}
