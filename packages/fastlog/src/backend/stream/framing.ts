import { Buffer } from "node:buffer";
import type { SealedChunk } from "../backend.ts";
import { withLevels } from "../delivery/level-prefix.ts";

/** Separates records on a stream. */
export interface Framing {
  /** First bytes of a connection. */
  readonly preamble?: Uint8Array | undefined;
  /** The bytes of a chunk to send. They are read-only, and valid until the chunk is given back. */
  frame(chunk: SealedChunk): Uint8Array;
}

/** A newline after each record: sends the chunk as it is. */
export const NEWLINE_FRAMING: Framing = { frame: ({ content }) => content };

/**
 * Octet counting (RFC 6587, section 3.4.1, and RFC 5425, section 4.3): the length in bytes and a space before each
 * record, without its newline.
 */
export const OCTET_COUNTING: Framing = {
  frame(chunk) {
    const parts: Buffer[] = [];
    for (let i = 0; i < chunk.records; i++) {
      const record = chunk.record(i).subarray(0, -1);
      parts.push(Buffer.from(`${record.length} `), record);
    }
    return Buffer.concat(parts);
  },
};

/**
 * Framing of the stream socket of systemd's journal: a header of seven lines, then lines with their level as `<n>`
 * before them (systemd.exec(5), `SyslogLevelPrefix=`; sd-daemon(3)).
 */
export function journalFraming(identifier: string): Framing {
  const [unit, priority, levelPrefix, forwards] = ["", "6", "1", "0\n0\n0"];
  const header = [identifier, unit, priority, levelPrefix, forwards, ""].join("\n");
  return {
    preamble: Buffer.from(header),
    frame: (chunk) => withLevels(chunk, 0, chunk.records),
  };
}
