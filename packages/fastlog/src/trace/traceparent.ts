/** Ids of a `traceparent`: those of the trace, and of the caller's span. */
export interface Traceparent {
  /** 32 lower-case hexadecimal digits, not all 0. */
  readonly traceId: string;
  /** 16 lower-case hexadecimal digits, not all 0. */
  readonly spanId: string;
  /** 0 to 255. Bit 0 tells that the caller records the trace. */
  readonly traceFlags: number;
}

/** `00-`, 32 digits, `-`, 16 digits, `-`, 2 digits. */
const LENGTH = 55;

const DASH = 0x2d;

/**
 * Parses the header `traceparent` of W3C Trace Context, level 1. As the specification asks, takes the known parts of a
 * later version, and refuses version `ff`, upper case and ids of zeros. Returns `undefined` for anything but a valid
 * header. Takes constant time.
 */
export function parseTraceparent(header: unknown): Traceparent | undefined {
  if (typeof header !== "string" || header.length < LENGTH) return undefined;
  const version = hexAt(header, 0, 2);
  if (version === undefined || version === 0xff) return undefined;
  if (header.length > LENGTH && (version === 0 || header.charCodeAt(LENGTH) !== DASH)) {
    return undefined;
  }
  for (const at of [2, 35, 52]) if (header.charCodeAt(at) !== DASH) return undefined;
  const traceFlags = hexAt(header, 53, 55);
  if (!isId(header, 3, 35) || !isId(header, 36, 52) || traceFlags === undefined) return undefined;
  return { traceId: header.slice(3, 35), spanId: header.slice(36, 52), traceFlags };
}

/** Whether these characters are lower-case hexadecimal digits, and one is not 0. */
function isId(text: string, from: number, to: number): boolean {
  let any = 0;
  for (let i = from; i < to; i++) {
    const digit = digitAt(text, i);
    if (digit < 0) return false;
    any |= digit;
  }
  return any !== 0;
}

function hexAt(text: string, from: number, to: number): number | undefined {
  let value = 0;
  for (let i = from; i < to; i++) {
    const digit = digitAt(text, i);
    if (digit < 0) return undefined;
    value = value * 16 + digit;
  }
  return value;
}

/** Value of a lower-case hexadecimal digit; -1 for any other character. */
function digitAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code >= 48 && code <= 57) return code - 48;
  return code >= 97 && code <= 102 ? code - 87 : -1;
}
