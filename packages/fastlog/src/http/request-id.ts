import { randomBytes } from "node:crypto";

/** In characters. */
const MAX_LENGTH = 128;

/** Whether an id that came with a request is taken over: at most 128 letters, digits, `_`, `.` and `-`. */
export function isRequestId(id: unknown): id is string {
  if (typeof id !== "string" || id.length === 0 || id.length > MAX_LENGTH) return false;
  for (let i = 0; i < id.length; i++) if (!isAllowed(id.charCodeAt(i))) return false;
  return true;
}

function isAllowed(code: number): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) ||
    (code >= 0x30 && code <= 0x39) ||
    (code >= 0x41 && code <= 0x5a) ||
    code === 0x2d ||
    code === 0x2e ||
    code === 0x5f
  );
}

/** Tells the threads and processes apart. */
const PREFIX = `${randomBytes(10).toString("hex")}-`;

let count = 0;

/** A new id: 80 random bits of the thread, and a number that counts. It takes a tenth of the time of a UUID. */
export function newRequestId(): string {
  count++;
  return PREFIX + count;
}
