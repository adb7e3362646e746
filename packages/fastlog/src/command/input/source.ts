import { Buffer } from "node:buffer";
import fs from "node:fs";
import { codeOf } from "../../diagnostics/error-message.ts";

/** Bytes of a file or of standard input, in order. */
export interface Source {
  /** Reads up to `length` bytes into a buffer, from `at` on. 0 is the end. */
  read(into: Buffer, at: number, length: number): number | Promise<number>;
  /** More may come later, so what was read is shown before more is waited for. */
  readonly isLive: boolean;
  close(): void;
}

/** A part of a file. */
export class FileSource implements Source {
  readonly isLive = false;
  readonly #fd: number;
  readonly #end: number;
  #at: number;

  constructor(fd: number, start: number = 0, end: number = Number.POSITIVE_INFINITY) {
    this.#fd = fd;
    this.#at = start;
    this.#end = end;
  }

  read(into: Buffer, at: number, length: number): number {
    const most = Math.min(length, this.#end - this.#at);
    if (most <= 0) return 0;
    const read = fs.readSync(this.#fd, into, at, most, this.#at);
    this.#at += read;
    return read;
  }

  close(): void {
    fs.closeSync(this.#fd);
  }
}

/** A pipe, a terminal or any other file without places. */
export class PipeSource implements Source {
  readonly isLive = true;
  readonly #fd: number;
  #later: ChunkSource | undefined;

  constructor(fd: number) {
    this.#fd = fd;
  }

  read(into: Buffer, at: number, length: number): number | Promise<number> {
    if (this.#later !== undefined) return this.#later.read(into, at, length);
    try {
      return fs.readSync(this.#fd, into, at, length, null);
    } catch (error) {
      const code = codeOf(error);
      // Windows says this at the end of a pipe.
      if (code === "EOF") return 0;
      if (code !== "EAGAIN" || this.#fd !== 0) throw error;
      // Another process made it non-blocking. The stream waits for it.
      this.#later = new ChunkSource(process.stdin);
      return this.#later.read(into, at, length);
    }
  }

  close(): void {
    if (this.#fd !== 0) fs.closeSync(this.#fd);
  }
}

/** Chunks of a stream. A read of it does not block the thread. */
export class ChunkSource implements Source {
  readonly isLive = true;
  readonly #chunks: AsyncIterator<Buffer>;
  #chunk: Buffer = Buffer.alloc(0);

  constructor(stream: NodeJS.ReadableStream) {
    this.#chunks = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  }

  async read(into: Buffer, at: number, length: number): Promise<number> {
    while (this.#chunk.length === 0) {
      const { done, value } = await this.#chunks.next();
      if (done) return 0;
      this.#chunk = value;
    }
    const read = this.#chunk.copy(into, at, 0, length);
    this.#chunk = this.#chunk.subarray(read);
    return read;
  }

  close(): void {
    void this.#chunks.return?.();
  }
}

/** The content of a compressed file, which may have several members, as after `cat a.gz b.gz`. */
export class GzipSource implements Source {
  readonly isLive = false;
  readonly #chunks: ChunkSource;

  constructor(fd: number) {
    const { createGunzip } = process.getBuiltinModule("node:zlib");
    const file = fs.createReadStream("", { fd, start: 0, highWaterMark: 256 * 1024 });
    const content = createGunzip({ chunkSize: 256 * 1024 });
    file.on("error", (error) => content.destroy(error));
    this.#chunks = new ChunkSource(file.pipe(content));
  }

  read(into: Buffer, at: number, length: number): Promise<number> {
    return this.#chunks.read(into, at, length);
  }

  close(): void {
    this.#chunks.close();
  }
}

/** Whether a file is compressed by gzip: by its first bytes, whatever its name is. */
export function isGzip(fd: number): boolean {
  const first = Buffer.alloc(3);
  return (
    fs.readSync(fd, first, 0, 3, 0) === 3 &&
    first[0] === 0x1f &&
    first[1] === 0x8b &&
    first[2] === 8
  );
}
