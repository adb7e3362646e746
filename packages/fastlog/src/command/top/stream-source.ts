import type { Buffer } from "node:buffer";
import { setImmediate, setTimeout } from "../../time/timers.ts";
import { Blocks } from "../input/blocks.ts";
import type { FollowedFile } from "../input/followed-file.ts";
import { openFollowed } from "../input/open.ts";
import type { CountingLines } from "./counting-lines.ts";
import type { RecordSource } from "./source.ts";

/** In milliseconds: how often followed files are looked at. */
const LOOK_EVERY = 100;
/** Reads of one file before others have their turn. */
const READS = 16;

/** The lines of a stream, such as standard input, until it ends. */
export function streamSource(stream: NodeJS.ReadableStream, lines: CountingLines): RecordSource {
  let close = () => {};
  const ended = new Promise<void>((resolve, reject) => {
    const blocks = new Blocks(lines);
    stream.on("data", (chunk: Buffer) => readAll(chunk, blocks));
    stream.on("error", reject);
    stream.on("end", () => {
      blocks.end();
      lines.endFile();
      resolve();
    });
    close = () => {
      stream.removeAllListeners("data");
      (stream as NodeJS.ReadStream).destroy();
      resolve();
    };
  });
  return { title: "standard input", unseen: 0, ended, processes: () => [], close: () => close() };
}

function readAll(chunk: Buffer, blocks: Blocks): void {
  let from = 0;
  const source = {
    read(into: Buffer, at: number, length: number): number {
      const copied = chunk.copy(into, at, from, from + length);
      from += copied;
      return copied;
    },
  };
  while (from < chunk.length) blocks.once(source);
}

/** What is added to files, through rotation. Each has lines of its own, because a line may be cut. */
export function filesSource(
  files: readonly string[],
  make: () => CountingLines,
  complain: (message: string) => void,
): RecordSource {
  let isOver = false;
  const ended = new Promise<void>((resolve, reject) => {
    const all = files.map((file) => {
      const lines = make();
      return {
        file: openFollowed(file, (_, size) => size, complain),
        lines,
        blocks: new Blocks(lines),
      };
    });
    const look = () => {
      if (isOver) {
        for (const { file } of all) file.close();
        resolve();
        return;
      }
      try {
        const isBusy = all.map(lookAt).includes(true);
        if (isBusy) setImmediate(look);
        else setTimeout(look, LOOK_EVERY);
      } catch (error) {
        reject(error);
      }
    };
    look();
  });
  return {
    ...{ title: files.join(" "), unseen: 0, ended, processes: () => [] },
    close() {
      isOver = true;
    },
  };
}

interface Followed {
  readonly file: FollowedFile;
  readonly lines: CountingLines;
  readonly blocks: Blocks;
}

/** Returns `true` if there may be more. */
function lookAt({ file, lines, blocks }: Followed): boolean {
  for (let i = 0; i < READS; i++) {
    const { read } = blocks.once(file);
    if (file.hasChanged) {
      blocks.end();
      lines.endFile();
    } else if (read === 0) {
      return false;
    }
  }
  return true;
}
