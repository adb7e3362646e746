import { Buffer } from "node:buffer";

// The file of a black box, in little endian, whatever the machine is:
//
//   head    4,096 bytes: magic, version, length of the JSON that says whose box it is, that JSON
//   slots   one behind the other, each of whole pages, until the end of the file or a slot without a size
//
//   slot    head of 64 bytes: sequence, stream, log, capacity, entries, kind of the records,
//           place of the last record
//           `entries` levels of 4 bytes each, with the marks of the records above their lowest byte
//           `entries` ends of 4 bytes each
//           `capacity` bytes of whole records, and some slack
//
// Each slot holds one chunk of a batch. The sequence is 0 while its records must not be read. The ends tell how many
// records there are: the first 0 is after the last. An end is stored after the bytes of its record, so a record is there
// whole, or it is not there. That order holds without barriers: one thread stores, V8 keeps the order of stores to typed
// arrays, and a killed process was stopped between two instructions, with the stores before that point done and none after
// it. What was stored is in the page cache, which does not belong to the process and outlives it. It does not outlive the
// system: for that there would have to be an fsync(2) for each record.

/** The magic bytes at the beginning of a black box. */
export const MAGIC = "fastlog box\r\n\u001a\n\0";
export const MAGIC_BYTES: Buffer = Buffer.from(MAGIC, "latin1");

/** Version of the layout. A reader refuses others. */
export const VERSION = 1;

/** Offsets in the head of the file. */
export const VERSION_AT = 16;
export const LENGTH_AT = 20;
export const OWNER_AT = 24;

/** Bytes of the head of the file, and the size that slots are multiples of: a mapping begins at a page. */
export const PAGE = 4096;

/** Offsets in the head of a slot, in words of 4 bytes. */
export const SEQUENCE = 0;
export const STREAM = 1;
/** Number of the chunk of the log that records went to when this chunk was begun; of a chunk of the log, its own. */
export const LOG = 2;
export const CAPACITY = 3;
export const ENTRIES = 4;
export const KIND = 5;
/** Of a chunk of the recorder: where the log stood at its last record, as {@link LOG} at its first. */
export const LAST = 6;

/** Kinds of records: lines of text, elements of OTLP's `log_records` in protobuf, and those in JSON, each after a comma. */
export const LINES = 0;
export const OTLP_PROTOBUF = 1;
export const OTLP_JSON = 2;
export type RecordKind = typeof LINES | typeof OTLP_PROTOBUF | typeof OTLP_JSON;

/** Bytes of the head of a slot. */
export const SLOT_HEAD = 64;

/** Streams: the records of the recorder, those of the log, and those of the log's further formats and backends. */
export const RING = 1;
export const LOG_STREAM = 2;

/** Bytes after the capacity that the writer of records may store to. */
export const SLACK = 16;

/** Most bytes of a chunk, which is the most that `maxRecord` may be. A reader refuses a slot of more. */
export const MOST_CAPACITY = 16_777_216;

/**
 * A mark says where in the log a record of the recorder came: the lowest bits of the number of the log's chunk, above the
 * number of the records in it. The highest bit of a mark is `RING_MARK`.
 */
export const MARK_RECORDS = 12;
export const MARK_LOGS = 10;

/** The process and thread that a box belongs to. */
export interface BoxOwner {
  readonly pid: number;
  /** Tells the process from a later one of the same pid: see `startOf`. */
  readonly start: string;
  /** Id of the start of the system; empty where it has none. */
  readonly boot: string;
  /** 0 for the main thread. */
  readonly thread: number;
  readonly tag: string;
  readonly host: string;
  /** File of the program. */
  readonly program: string;
  /** When the process began and the box was made: RFC 3339. */
  readonly began: string;
  readonly made: string;
  /** Version of fastlog. */
  readonly fastlog: string;
  /** A record is in the file as soon as it is whole; otherwise at the end of its turn. */
  readonly isMapped: boolean;
}

/** Bytes of a slot. */
export function slotSize(capacity: number, entries: number): number {
  const bytes = SLOT_HEAD + entries * 8 + capacity + SLACK;
  return Math.ceil(bytes / PAGE) * PAGE;
}

/** Offsets in a slot. */
export function levelsAt(): number {
  return SLOT_HEAD;
}

export function endsAt(entries: number): number {
  return SLOT_HEAD + entries * 4;
}

export function bytesAt(entries: number): number {
  return SLOT_HEAD + entries * 8;
}

/** The head of a file. Long texts are cut until it fits. */
export function headOf(owner: BoxOwner): Buffer {
  const head = Buffer.alloc(PAGE);
  MAGIC_BYTES.copy(head);
  const most = PAGE - OWNER_AT;
  let json = Buffer.from(JSON.stringify(owner));
  for (let length = 256; json.length > most; length >>= 1) {
    const short = Object.entries(owner).map(([name, value]) => [
      name,
      typeof value === "string" ? value.slice(0, length) : value,
    ]);
    json = Buffer.from(JSON.stringify(Object.fromEntries(short)));
  }
  head.writeUInt32LE(VERSION, VERSION_AT);
  head.writeUInt32LE(json.length, LENGTH_AT);
  json.copy(head, OWNER_AT);
  return head;
}
