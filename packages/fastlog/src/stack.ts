/** What it takes to hand a chunk to a backend, and some more: 48 KB of arguments, for V8 may have to compile what it takes. */
const ROOM: readonly undefined[] = new Array<undefined>(6_000).fill(undefined);

function nothing(): void {}

/**
 * Whether enough of the stack is left to hand something over. A program in an endless recursion may log at
 * its very end: what would then throw in the middle is not begun. Takes two microseconds.
 */
export function hasStack(): boolean {
  try {
    Reflect.apply(nothing, undefined, ROOM);
    return true;
  } catch {
    return false;
  }
}
