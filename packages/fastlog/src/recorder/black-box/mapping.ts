import { Buffer } from "node:buffer";
import fs from "node:fs";
import { type Koffi, requireKoffi, systemError } from "../../load-koffi.ts";

/** Maps a part of a file into memory: what is stored there is in the file. */
export interface Mapping {
  /**
   * Gives the part to the file now: a store to a page that its file system has no room for would end the process by
   * `SIGBUS`. Throws if there is no room.
   */
  reserve(fd: number, offset: number, length: number): void;
  /** The part lives until nothing refers to it. Throws if the system refuses. */
  map(fd: number, offset: number, length: number): ArrayBuffer;
}

/** The part of the package koffi that is used. */
interface MappingKoffi extends Koffi {
  /** The memory at an address. */
  view(address: bigint, length: number): ArrayBuffer;
}

/** Values of Linux and macOS: mmap(2). */
const PROT_READ_WRITE = 3;
const MAP_SHARED = 1;
/** `MAP_FAILED`: -1 as an address. */
const FAILED = 0xffff_ffff_ffff_ffffn;

/** Processors whose addresses and offsets have 64 bits, as the declarations below say. */
const WIDE: readonly string[] = ["x64", "arm64", "ppc64", "riscv64", "loong64"];

/** In bytes: the size of each write where a file system cannot reserve. */
const ZEROS = 65_536;

/**
 * Loads mappings, which Node does not have, from the C library by the package koffi.
 *
 * @throws an error if the platform or the package has none.
 */
export function loadMapping(
  load: () => MappingKoffi = requireKoffi,
  platform: NodeJS.Platform = process.platform,
  arch: string = process.arch,
): Mapping {
  if (platform !== "linux" && platform !== "darwin") {
    throw new Error(`mappings work on Linux and macOS only, and this is ${platform}`);
  }
  if (!WIDE.includes(arch)) throw new Error(`mappings do not work on ${arch}`);
  const koffi = load();
  const libc = koffi.load(null);
  const mmap = libc.func("void *mmap(void *, size_t, int, int, int, int64_t)") as unknown as (
    ...values: readonly unknown[]
  ) => bigint;
  const munmap = libc.func("int munmap(void *, size_t)");
  const fallocate =
    platform === "linux" ? libc.func("int posix_fallocate(int, int64_t, int64_t)") : undefined;
  // Nothing refers to the part any more, so nothing can store there.
  const ends = new FinalizationRegistry(
    ({ address, length }: { address: bigint; length: number }) => munmap(address, length),
  );

  return {
    reserve(fd, offset, length) {
      const errno = fallocate?.(fd, offset, length) ?? UNSUPPORTED;
      if (errno === 0) return;
      // Not every file system can, and not every C library writes zeros then.
      if (!CANNOT.has(errno)) throw systemError(errno, "fallocate", "");
      writeZeros(fd, offset, length);
    },
    map(fd, offset, length) {
      const address = mmap(null, length, PROT_READ_WRITE, MAP_SHARED, fd, offset);
      if (address === FAILED) throw systemError(koffi.errno(), "mmap", "");
      const memory = koffi.view(address, length);
      ends.register(memory, { address, length });
      return memory;
    },
  };
}

const { EINVAL, ENOSYS, EOPNOTSUPP } = process.getBuiltinModule("node:os").constants.errno;
const UNSUPPORTED = EOPNOTSUPP;
const CANNOT: ReadonlySet<number> = new Set([EINVAL, ENOSYS, EOPNOTSUPP]);

function writeZeros(fd: number, offset: number, length: number): void {
  const zeros = Buffer.alloc(Math.min(ZEROS, length));
  for (let done = 0; done < length; ) {
    done += fs.writeSync(fd, zeros, 0, Math.min(ZEROS, length - done), offset + done);
  }
}
