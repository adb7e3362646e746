import { jsonFrame, protobufFrame } from "../../src/backend/otlp/otlp-request.ts";
import type { Backend, OtlpRecords, SealedChunk } from "../../src/index.ts";
import { decodeJson, decodeProtobuf, type OtlpRecord, type OtlpRequest } from "./decode.ts";

/** A backend that keeps the records of OTLP that it gets. */
export class OtlpRecording implements Backend {
  readonly name = "recording:";
  readonly defaultFlushAfter = 0;
  readonly otlpRecords: OtlpRecords;
  /** Number of records in chunks, and the lengths of all. */
  readonly lengths: number[] = [];
  readonly #parts: Buffer[] = [];

  constructor(encoding: OtlpRecords["encoding"] = "protobuf", position = false) {
    this.otlpRecords = { encoding, position };
  }

  submit(chunk: SealedChunk): void {
    this.#parts.push(Buffer.from(chunk.content));
    for (let i = 0; i < chunk.records; i++) this.lengths.push(chunk.record(i).length);
    chunk.release();
  }

  flush(): Promise<void> {
    return Promise.resolve();
  }

  flushSync(): void {}

  close(): Promise<void> {
    return Promise.resolve();
  }

  /** All records, read as a request. */
  get request(): OtlpRequest {
    const isJson = this.otlpRecords.encoding === "json";
    const frame = (isJson ? jsonFrame : protobufFrame)({ "service.name": "test" }, {});
    const chunks = [{ content: Buffer.concat(this.#parts) } as SealedChunk];
    const body = Buffer.concat(frame.body(chunks));
    return isJson ? decodeJson(body) : decodeProtobuf(body);
  }

  get records(): readonly OtlpRecord[] {
    return this.request.records;
  }
}
