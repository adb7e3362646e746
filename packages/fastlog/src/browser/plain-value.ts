/** Values nested deeper than this, and members beyond it, are marked instead of written. */
const MAX_DEPTH = 6;
const MAX_BREADTH = 100;
/** Cost of each value beside its characters. */
const COST = 8;

/** Number of characters that may still be written. One room is shared by all values of a record. */
export interface Room {
  left: number;
}

/** Room of a record, in characters. */
const RECORD = 16_384;

export function roomOfRecord(): Room {
  return { left: RECORD };
}

type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/**
 * Converts a value to one that `JSON.stringify` writes, in the forms that fastlog has on servers: errors with type,
 * message, stack and causes, maps as objects, sets as lists, what cannot be read as a mark. Returns `undefined` for what
 * is left out as a field. Never throws.
 */
export function plainValue(value: unknown, room: Room = roomOfRecord()): Json | undefined {
  return convert(value, { room, above: [] }, "");
}

/** Where a value is. */
interface Place {
  readonly room: Room;
  /** The objects that it is in. */
  readonly above: readonly object[];
}

/** A value as text within a message. */
export function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (value === undefined) return "undefined";
  if (typeof value === "number") return String(value);
  try {
    if (value instanceof Error) return `${value.name}: ${value.message}`;
  } catch {
    // A getter threw; the conversion says so.
  }
  const plain = plainValue(value);
  return typeof plain === "string" ? plain : (JSON.stringify(plain) ?? "undefined");
}

export function isError(value: unknown): value is Error {
  try {
    // The second finds errors of other frames.
    return value instanceof Error || tagOf(value) === "Error";
  } catch {
    return false;
  }
}

/** Whether an argument merges into the fields: an object of no class that has a form of its own. */
export function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  try {
    return (
      typeof value === "object" && value !== null && tagOf(value) === "Object" && !isError(value)
    );
  } catch {
    return false;
  }
}

function tagOf(value: unknown): string {
  return Object.prototype.toString.call(value).slice(8, -1);
}

function convert(value: unknown, place: Place, key: string): Json | undefined {
  const { room, above } = place;
  if (room.left <= 0) return "…";
  room.left -= COST;
  if (typeof value !== "object" || value === null) return bare(value, room);
  if (above.includes(value)) return "[Circular]";
  try {
    return convertObject(value, place, key);
  } catch (error) {
    return throwsMark(error);
  }
}

function bare(value: unknown, room: Room): Json | undefined {
  switch (typeof value) {
    case "string":
      return cut(value, room);
    case "number":
      return Number.isFinite(value) ? value : null;
    case "bigint":
      return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
    case "function":
      return value.name === "" ? "[Function]" : `[Function: ${value.name}]`;
    case "symbol":
      return String(value);
    default:
      return value as boolean | null | undefined;
  }
}

/** Classes of objects that hold a primitive value. */
const BOXES = [String, Number, Boolean, BigInt, Symbol] as const;

function convertObject(value: object, { room, above }: Place, key: string): Json | undefined {
  const within = { room, above: [...above, value] };
  if (isError(value)) return above.length < MAX_DEPTH ? errorOf(value, within) : textOf(value);
  if (value instanceof Date) {
    return Number.isNaN(value.getTime()) ? "Invalid Date" : value.toISOString();
  }
  if (value instanceof URL) return value.href;
  if (value instanceof RegExp) return String(value);
  const { toJSON } = value as { readonly toJSON?: unknown };
  if (typeof toJSON === "function") return convert(toJSON.call(value, key), within, key);
  if (BOXES.some((box) => value instanceof box)) return convert(value.valueOf(), within, key);
  const tag = tagOf(value);
  const length = (value as { readonly length?: unknown; readonly byteLength?: number }).length;
  if (ArrayBuffer.isView(value)) return `[${tag}(${length ?? value.byteLength})]`;
  if (above.length >= MAX_DEPTH) return Array.isArray(value) ? "[Array]" : `[${nameOf(value)}]`;
  if (Array.isArray(value)) return listOf(value, value.length, within);
  if (value instanceof Set) return listOf(value, value.size, within);
  if (value instanceof Map) return membersOf(value, value.size, within);
  // A node or an event refers to the whole page.
  if (tag !== "Object" && ("nodeType" in value || "isTrusted" in value)) return `[${tag}]`;
  const names = Object.keys(value);
  if (names.length === 0 && tag !== "Object") return `[${tag}]`;
  return membersOf(read(value, names), names.length, within);
}

function nameOf(value: object): string {
  const name: unknown = value.constructor?.name;
  return typeof name === "string" && name !== "" ? name : "Object";
}

function* read(value: object, names: readonly string[]): Generator<[string, unknown]> {
  for (const name of names) {
    let member: unknown;
    try {
      member = (value as Record<string, unknown>)[name];
    } catch (error) {
      member = throwsMark(error);
    }
    yield [name, member];
  }
}

function listOf(values: Iterable<unknown>, count: number, within: Place): Json {
  const list: Json[] = [];
  for (const value of values) {
    if (list.length === MAX_BREADTH || within.room.left <= 0) {
      list.push(`… +${count - list.length} more`);
      break;
    }
    list.push(convert(value, within, String(list.length)) ?? null);
  }
  return list;
}

function membersOf(
  members: Iterable<readonly [unknown, unknown]>,
  count: number,
  within: Place,
): Json {
  const result: Record<string, Json> = Object.create(null);
  let written = 0;
  for (const [name, value] of members) {
    if (written++ === MAX_BREADTH || within.room.left <= 0) {
      result["…"] = `+${count - written + 1} more`;
      break;
    }
    const key = cut(String(name), within.room);
    const plain = convert(value, within, key);
    if (plain !== undefined) result[key] = plain;
  }
  return result;
}

function errorOf(error: Error, within: Place): Json {
  const own = Object.keys(error).filter((name) => name !== "stack" && name !== "message");
  const result = membersOf(read(error, own), own.length, within) as Record<string, Json>;
  const type = nameOf(error);
  const head: [string, unknown][] = [
    ["type", type === "Object" ? error.name : type],
    ["message", error.message],
    ["stack", error.stack],
  ];
  const errors: unknown = (error as { readonly errors?: unknown }).errors;
  if (error.cause !== undefined) head.push(["cause", error.cause]);
  if (Array.isArray(errors)) head.push(["errors", errors]);
  return { ...(membersOf(head, head.length, within) as Record<string, Json>), ...result };
}

/** Text in place of the value of a function that throws. */
export function throwsMark(error: unknown): string {
  let reason = "";
  try {
    const { message = error } = (error ?? {}) as { readonly message?: unknown };
    reason = `: ${String(message).slice(0, LONGEST_REASON)}`;
  } catch {
    // The thrown value throws as well.
  }
  return `[Throws${reason}]`;
}

/** In characters. */
const LONGEST_REASON = 200;

function cut(text: string, room: Room): string {
  const most = Math.max(room.left, 0);
  room.left -= text.length;
  return text.length <= most ? text : `${text.slice(0, most)}…(+${text.length - most} characters)`;
}
