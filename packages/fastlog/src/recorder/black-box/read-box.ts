import type { Buffer } from "node:buffer";
import { LEVEL_MASK, MARK_SHIFT } from "../../batch/chunk.ts";
import {
  type BoxOwner,
  bytesAt,
  CAPACITY,
  ENTRIES,
  endsAt,
  KIND,
  LAST,
  LOG,
  LOG_STREAM,
  levelsAt,
  MARK_LOGS,
  MARK_RECORDS,
  MOST_CAPACITY,
  PAGE,
  RING,
  SEQUENCE,
  SLOT_HEAD,
  STREAM,
  slotSize,
} from "./layout.ts";
import { readOwner } from "./read-owner.ts";

/** A record in a black box. */
export interface BoxRecord {
  /** A line with its newline, or a record of OTLP, as its kind says. Not a copy. */
  readonly bytes: Buffer;
  readonly kind: number;
  /** Its level, as a number. */
  readonly level: number;
  /** It is a record of the log, and not one of the recorder's. */
  readonly isOfLog: boolean;
}

/** The content of a black box. */
export interface Box {
  readonly owner: BoxOwner;
  /** Oldest first. */
  readonly records: readonly BoxRecord[];
}

/** A record with its place in the order of all. */
interface Placed extends BoxRecord {
  /** Number of the chunk of the log that it is in, or that the log wrote to when it came. */
  readonly log: number;
  /** How many records that chunk had when it was whole. */
  readonly after: number;
  readonly stream: number;
}

interface Slot {
  readonly sequence: number;
  readonly stream: number;
  readonly log: number;
  readonly last: number;
  readonly kind: number;
  /** Level of each record, with its mark. */
  readonly levels: readonly number[];
  readonly records: readonly Buffer[];
}

/**
 * Reads the file of a black box: whole, cut, of a process that still writes, or hostile. Takes time and memory in
 * proportion to its bytes.
 *
 * @throws BoxError if it is no black box of this version.
 */
export function readBox(bytes: Buffer): Box {
  const owner = readOwner(bytes);
  const slots = slotsIn(bytes);
  // In the order in which the chunks were begun.
  slots.sort((a, b) => a.sequence - b.sequence);
  const placed = slots.flatMap((slot) => (slot.stream === RING ? recorded(slot) : logged(slot)));
  // A stable order: records without a difference stay as they were begun.
  placed.sort((a, b) => a.log - b.log || a.after - b.after || b.stream - a.stream);
  return { owner, records: placed };
}

function slotsIn(bytes: Buffer): Slot[] {
  const slots: Slot[] = [];
  for (let at = PAGE; at + SLOT_HEAD <= bytes.length; ) {
    const word = (index: number) => bytes.readUInt32LE(at + index * 4);
    const [capacity, entries] = [word(CAPACITY), word(ENTRIES)];
    // Each record has a byte at least.
    if (capacity === 0 || capacity > MOST_CAPACITY || entries > capacity) break;
    const size = slotSize(capacity, entries);
    if (at + size > bytes.length) break;
    if (word(SEQUENCE) !== 0) {
      slots.push({
        sequence: word(SEQUENCE),
        stream: word(STREAM),
        log: word(LOG),
        last: word(LAST),
        kind: word(KIND),
        ...recordsIn(bytes.subarray(at, at + size), capacity, entries),
      });
    }
    at += size;
  }
  return slots;
}

/** The records of a slot: as many as there are ends that grow and are within it. */
function recordsIn(slot: Buffer, capacity: number, entries: number) {
  const [ends, levels] = [endsAt(entries), levelsAt()];
  const content = slot.subarray(bytesAt(entries), bytesAt(entries) + capacity);
  const found: { levels: number[]; records: Buffer[] } = { levels: [], records: [] };
  let start = 0;
  for (let i = 0; i < entries; i++) {
    const end = slot.readUInt32LE(ends + i * 4);
    if (end <= start || end > capacity) break;
    found.levels.push(slot.readUInt32LE(levels + i * 4));
    found.records.push(content.subarray(start, end));
    start = end;
  }
  return found;
}

/** Records of the log itself. */
function logged({ records, levels, log, stream, kind }: Slot): Placed[] {
  // Nothing tells where the log stood at the records of a further backend, but for the first.
  const isCounted = stream === LOG_STREAM;
  return records.map((bytes, i) => {
    const level = (levels[i] as number) & LEVEL_MASK;
    return { bytes, kind, level, isOfLog: true, log, after: isCounted ? i + 1 : 0, stream };
  });
}

/** Records of the recorder: each has a mark that tells where the log stood. */
function recorded({ records, levels, last, stream, kind }: Slot): Placed[] {
  // A mark has only the lowest bits of a chunk's number. The number is the last one with these bits that is not after the next
  // record's. If the log had many chunks between two records, the records before are placed too late. But they stay in order,
  // and the log has delivered those chunks.
  const mask = (1 << MARK_LOGS) - 1;
  let at = last;
  const placed = records.map((_, i): Placed => {
    const index = records.length - 1 - i;
    const [bytes, mark] = [records[index] as Buffer, (levels[index] as number) >>> MARK_SHIFT];
    at -= (at - (mark >>> MARK_RECORDS)) & mask;
    const after = mark & ((1 << MARK_RECORDS) - 1);
    const level = (levels[index] as number) & LEVEL_MASK;
    return { bytes, kind, level, isOfLog: false, log: at, after, stream };
  });
  return placed.reverse();
}
