import { Buffer } from "node:buffer";
import { Chunk, type ChunkOwner } from "../../batch/chunk.ts";
import { SealedChunk } from "../../batch/sealed.ts";
import type { OtlpRecords } from "../backend.ts";
import { type Origin, textOfRecord } from "./record-text.ts";

/**
 * A chunk with the records of another one as lines of text. What becomes of it, and of each of its records, becomes of the
 * other one, whose memory it does not use.
 */
export function asText(chunk: SealedChunk, records: OtlpRecords, origin: Origin): SealedChunk {
  const lines = Array.from({ length: chunk.records }, (_, i) =>
    Buffer.from(textOfRecord(chunk.record(i), chunk.levelNumber(i), records, origin)),
  );
  const owner: ChunkOwner = {
    takeBack: (_, reason, lost = []) => {
      for (const { index, reason } of lost) chunk.discardRecord(index, reason);
      if (reason === undefined) chunk.release();
      else chunk.discard(reason);
    },
    delivered: (count) => chunk.delivered(count),
    // All mild records are removed, one after another. The first one removes those of the other chunk.
    removed: () => void chunk.dropMild(),
  };
  const text = new Chunk(
    lines.reduce((sum, { length }) => sum + length, 0),
    owner,
  );
  for (const [i, line] of lines.entries()) {
    text.bytes.set(line, text.end);
    text.end += line.length;
    text.ends[i] = text.end;
    text.levels[i] = chunk.levelNumber(i);
  }
  text.records = lines.length;
  return new SealedChunk(text);
}
