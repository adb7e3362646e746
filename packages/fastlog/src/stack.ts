/** Frames needed to hand a chunk to a backend, with a margin: 48 KB, because V8 may have to compile the code. */
const ROOM = 85;
/** Frames needed to make a chunk and install it, or to count a dropped record: 4.5 KB. */
const LITTLE_ROOM = 8;

/**
 * Calls itself `depth` times with 65 arguments. They are pushed at 8 bytes each, however V8 compiled this, although
 * nothing reads them. Explicit arguments take a third of the time of `Reflect.apply` with a list.
 */
function descend(depth: number): void {
  // biome-ignore format: a table of nothing
  if (depth > 0) descendWith(depth - 1,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
}
const descendWith = descend as (depth: number, ...unread: readonly number[]) => void;

/**
 * Whether the stack has room to hand something over. A program may log at the very end of an endless recursion;
 * work that would overflow in the middle is not begun. Takes a microsecond; called once for each chunk.
 */
export function hasStack(): boolean {
  return hasRoom(ROOM);
}

/**
 * Throws V8's overflow error if the stack lacks that room. For calls that change state, which must change all of it
 * or nothing, and for writes, which must not be interrupted once the system has the bytes.
 */
export function needStack(): void {
  if (!hasStack()) throw new RangeError("Maximum call stack size exceeded");
}

/** Whether the stack has room to make a chunk and install it. Takes a tenth of the time of {@link hasStack}. */
export function hasLittleStack(): boolean {
  return hasRoom(LITTLE_ROOM);
}

function hasRoom(frames: number): boolean {
  try {
    descend(frames);
    return true;
  } catch {
    return false;
  }
}
