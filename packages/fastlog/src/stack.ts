/** What it takes to hand a chunk to a backend, and some more: 48 KB of arguments, for V8 may have to compile what it takes. */
const ROOM = argumentsOf(6_000);
/** What it takes to make a chunk and put it to use: 4 KB. */
const LITTLE_ROOM = argumentsOf(500);

function argumentsOf(count: number): readonly undefined[] {
  return new Array<undefined>(count).fill(undefined);
}

function nothing(): void {}

/**
 * Whether enough of the stack is left to hand something over. A program in an endless recursion may log at
 * its very end: what would then throw in the middle is not begun. Takes three microseconds: for once a chunk.
 */
export function hasStack(): boolean {
  return hasRoom(ROOM);
}

/** Whether enough of the stack is left to take a chunk and put it to use. Takes 0.3 microseconds. */
export function hasLittleStack(): boolean {
  return hasRoom(LITTLE_ROOM);
}

function hasRoom(room: readonly undefined[]): boolean {
  try {
    Reflect.apply(nothing, undefined, room);
    return true;
  } catch {
    return false;
  }
}
