import { types } from "node:util";
import { quoteJson } from "../../text/escape.ts";
import { StringCache } from "../../text/string-cache.ts";
import { type Literal, literal } from "../bytes/literal.ts";
import type { RecordWriter } from "../bytes/record-writer.ts";
import type { Limits } from "../object/limits.ts";
import { MAX_NAME } from "../object/rename.ts";
import { closeList, closeObject, writeBare } from "./bare-json.ts";

const isOwn = Object.prototype.hasOwnProperty;
const { isProxy } = types;

/**
 * One of this many elements of an array is checked for a proxy: the check takes V8 as long as writing a small
 * object. A power of two.
 */
const PROXY_AMONG = 32;

const COMMA = 44;
const COLON = 58;
/** Most bytes of a character in a JSON string, and bytes around a key. */
const MOST_ESCAPED = 6;
const AROUND_KEY = 4;

/**
 * Writes objects and arrays as {@link JsonText} does, but straight into the record. Takes half of the time: JSON
 * text is grown, flattened and copied (benchmarks/loop, "nested").
 *
 * Handles only plain values all the way down: objects without a class, arrays, texts, finite numbers, booleans and
 * null. Returns `false` for any other value, and if it does not fit, exceeds a limit or throws. The caller then
 * takes back what was written, and JsonText reads the value from the start.
 */
export class PlainJson {
  private readonly limits: Limits;
  private readonly keys: StringCache<Literal | undefined>;
  /**
   * Objects that contain the current one, by depth. Never shortened, because the next object would have to grow it
   * again.
   */
  private readonly parents: (object | undefined)[] = [];

  constructor(limits: Limits) {
    this.limits = limits;
    this.keys = new StringCache(
      (name) => (this.isAllowed(name) ? literal(`,${quoteJson(name)}:`) : undefined),
      MAX_NAME,
    );
  }

  write(out: RecordWriter, value: object): boolean {
    // With such limits, a text that fits into a record is within its own limit.
    if (this.limits.maxLength < out.maxRecord) return false;
    try {
      return this.any(out, value, 0);
    } catch {
      this.parents.length = 0;
      return false;
    }
  }

  private any(out: RecordWriter, value: object, depth: number): boolean {
    const { parents } = this;
    if (depth >= this.limits.maxDepth) return false;
    for (let i = 0; i < depth; i++) if (parents[i] === value) return false;
    parents[depth] = value;
    const isWritten = Array.isArray(value)
      ? this.list(out, value, depth)
      : value.constructor === Object && this.object(out, value, depth);
    parents[depth] = undefined;
    return isWritten;
  }

  private object(out: RecordWriter, value: object, depth: number): boolean {
    if (hasToJson(value)) return false;
    const start = out.length;
    let left = this.limits.maxBreadth;
    for (const name in value) {
      if (!isOwn.call(value, name)) continue;
      if (--left < 0) return false;
      const member = (value as Readonly<Record<string, unknown>>)[name];
      if (member === undefined) continue;
      if (!this.key(out, name) || !this.value(out, member, depth)) return false;
    }
    // An object without members may be iterable, which JsonText handles.
    return out.length > start && closeObject(out, start);
  }

  private list(out: RecordWriter, list: readonly unknown[], depth: number): boolean {
    const { length } = list;
    if (hasToJson(list) || length > this.limits.maxBreadth) return false;
    const start = out.length;
    for (let i = 0; i < length; i++) {
      if (!out.fits(1)) return false;
      out.closing(COMMA);
      const element = list[i] ?? null;
      // A list of proxies is slow, and would be read twice if it did not fit.
      if (i % PROXY_AMONG === PROXY_AMONG - 1 && isProxy(element)) return false;
      if (!this.value(out, element, depth)) return false;
    }
    return closeList(out, start);
  }

  private key(out: RecordWriter, name: string): boolean {
    const kept = this.keys.get(name);
    if (kept !== undefined) return out.piece(kept, 0);
    if (name.length > MAX_NAME || !this.isAllowed(name)) return false;
    if (!out.fits(name.length * MOST_ESCAPED + AROUND_KEY)) return false;
    out.closing(COMMA);
    out.jsonString(name);
    out.closing(COLON);
    return true;
  }

  /** Whether a name is written as it is. */
  protected isAllowed(name: string): boolean {
    return name.isWellFormed();
  }

  protected value(out: RecordWriter, value: unknown, depth: number): boolean {
    if (typeof value === "object" && value !== null) return this.any(out, value, depth + 1);
    return writeBare(out, value);
  }
}

function hasToJson(value: object): boolean {
  return typeof (value as { readonly toJSON?: unknown }).toJSON === "function";
}
