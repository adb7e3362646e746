import { escapeEach } from "../text/unsafe.ts";
import { plainValue, roomOfRecord } from "./plain-value.ts";

/** A record as the outputs get it. The values of its fields are those of the program. */
export interface BrowserRecord {
  readonly level: number;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly target: string;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Names that a field must not have: it gets a trailing `_`. */
const BUILT_IN: ReadonlySet<string> = new Set(["level", "time", "target", "msg"]);

/** A record as a line of JSON in pino's shape, without the newline. Never throws. */
export function jsonLine({ level, time, target, message, fields }: BrowserRecord): string {
  const room = roomOfRecord();
  const head = { level, time, target, msg: plainValue(message, room) };
  const line: Record<string, unknown> = Object.assign(Object.create(null), head);
  for (const name of Object.keys(fields)) {
    let key = BUILT_IN.has(name) ? `${name}_` : name;
    while (Object.hasOwn(line, key)) key += "_";
    const value = plainValue(fields[name], room);
    if (value !== undefined) line[key] = value;
    if (room.left > 0) continue;
    line["truncated"] = true;
    break;
  }
  return escapeEach(JSON.stringify(line));
}
