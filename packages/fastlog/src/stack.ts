/** What it takes to hand a chunk to a backend, and some more: 48 KB, for V8 may have to compile what it takes. */
const ROOM = 85;
/** What it takes to make a chunk and put it to use, or to count a record that is dropped: 4.5 KB. */
const LITTLE_ROOM = 8;

/**
 * Calls itself so many times, each with 65 arguments. They are pushed, and take 8 bytes each, however V8 has
 * compiled this, although nothing reads them. Pushed one by one by the code itself that takes a third of the
 * time that `Reflect.apply` takes to push a list of them.
 */
function descend(depth: number): void {
  // biome-ignore format: a table of nothing
  if (depth > 0) descendWith(depth - 1,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
}
const descendWith = descend as (depth: number, ...unread: readonly number[]) => void;

/**
 * Whether enough of the stack is left to hand something over. A program in an endless recursion may log at
 * its very end: what would then throw in the middle is not begun. Takes a microsecond: for once a chunk.
 */
export function hasStack(): boolean {
  return hasRoom(ROOM);
}

/**
 * Throws what V8 does where so much of the stack is not left: for calls that change what there is, which are
 * to change all of it or nothing, and that write, which must not be cut off once the system has the bytes.
 */
export function needStack(): void {
  if (!hasStack()) throw new RangeError("Maximum call stack size exceeded");
}

/** Whether enough of the stack is left to take a chunk and put it to use. Takes a tenth of that. */
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
