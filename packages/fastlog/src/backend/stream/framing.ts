import { Buffer } from "node:buffer";
import { SEVERITIES } from "../../severity.ts";
import type { SealedChunk } from "../backend.ts";

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
  frame: (chunk) => prefixed(chunk, (i) => `${chunk.record(i).length - 1} `, false),
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
    frame: (chunk) => prefixed(chunk, (i) => `<${SEVERITIES[chunk.level(i)]}>`, true),
  };
}

/** Concatenates the records of a chunk, each after an ASCII prefix. */
function prefixed(
  chunk: SealedChunk,
  prefixOf: (index: number) => string,
  withNewline: boolean,
): Uint8Array {
  const prefixes = Array.from({ length: chunk.records }, (_, i) => prefixOf(i));
  const more = prefixes.reduce((sum, prefix) => sum + prefix.length, 0);
  const bytes = Buffer.allocUnsafe(chunk.content.length + more);
  let at = 0;
  prefixes.forEach((prefix, i) => {
    at += bytes.write(prefix, at, "latin1");
    const record = chunk.record(i);
    at += record.copy(bytes, at, 0, withNewline ? record.length : record.length - 1);
  });
  return bytes.subarray(0, at);
}
