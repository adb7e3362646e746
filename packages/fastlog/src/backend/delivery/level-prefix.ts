import { Buffer } from "node:buffer";
import { severityOf } from "../../severity.ts";
import type { SealedChunk } from "../backend.ts";

/** The priority of a record as the journal reads it at the beginning of a line: `<3>` (sd-daemon(3)). */
export function levelPrefix(chunk: SealedChunk, index: number): string {
  return `<${severityOf(chunk.levelNumber(index))}>`;
}

/** The records of a chunk from `first` to before `end`, each after its priority. */
export function withLevels(chunk: SealedChunk, first: number, end: number): Buffer {
  const parts: Buffer[] = [];
  for (let i = first; i < end; i++) {
    parts.push(Buffer.from(levelPrefix(chunk, i)), chunk.record(i));
  }
  return Buffer.concat(parts);
}
