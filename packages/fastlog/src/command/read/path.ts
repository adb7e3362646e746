import { jsonOf } from "../../encode/object/error-lines.ts";
import { quoteWhereNeeded } from "../../text/escape.ts";
import { escapeEach } from "../../text/unsafe.ts";
import { formOf, LITERAL } from "./kinds.ts";
import { NONE, type ReadRecord } from "./read-record.ts";
import { dataOf } from "./value-text.ts";

/** Index of the pair with this name; {@link NONE} if there is none. */
export function indexOf(record: ReadRecord, name: string): number {
  const { count, keys } = record;
  for (let at = 0; at < count; at++) if (keys[at]!.name === name) return at;
  return NONE;
}

/** The value at a path: of the field with this whole name, else of members inside one another. */
export function valueAt(record: ReadRecord, path: string): unknown {
  const at = indexOf(record, path);
  if (at !== NONE) return dataOf(record, at);
  for (let dot = path.indexOf("."); dot >= 0; dot = path.indexOf(".", dot + 1)) {
    const outer = indexOf(record, path.slice(0, dot));
    if (outer !== NONE) return memberAt(dataOf(record, outer), path.slice(dot + 1));
  }
  return undefined;
}

/** The member at a path of names and indices. A name may have dots itself. */
function memberAt(value: unknown, path: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  if (Object.hasOwn(value, path)) return (value as Record<string, unknown>)[path];
  for (let dot = path.indexOf("."); dot >= 0; dot = path.indexOf(".", dot + 1)) {
    const name = path.slice(0, dot);
    if (Object.hasOwn(value, name)) {
      return memberAt((value as Record<string, unknown>)[name], path.slice(dot + 1));
    }
  }
  return undefined;
}

/** The value at a path as fields are shown; `undefined` if there is none. */
export function pathText(record: ReadRecord, path: string): string | undefined {
  const value = valueAt(record, path);
  if (value === undefined) return undefined;
  const at = indexOf(record, path);
  // Digits of a number that JavaScript cannot hold stay.
  if (at !== NONE && formOf(record.kinds[at]!) === LITERAL && typeof value === "number") {
    return record.bytes.toString("latin1", record.froms[at]!, record.tos[at]!);
  }
  return typeof value === "string" ? quoteWhereNeeded(value) : escapeEach(jsonOf(value));
}
