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

/** A power of two: of so many elements of a list one is looked at, because V8 takes as long as for a small object. */
const PROXY_AMONG = 32;

const COMMA = 44;
const COLON = 58;
/** Of one character in a JSON string, and of what stands around a key. */
const MOST_ESCAPED = 6;
const AROUND_KEY = 4;

/**
 * Writes objects and arrays as {@link JsonText} does, but straight into the record: half of what JSON text takes
 * is that it grows, is flattened and copied (benchmarks/loop, "nested").
 *
 * Only what is plain all the way down: objects without a class, arrays, texts, finite numbers, booleans and null.
 * Of anything else the answer is `false`, also where it does not fit into the record, is beyond a limit or throws:
 * what was written is then to be taken back, and JsonText, which knows all of that, reads it from the start.
 */
export class PlainJson {
  private readonly limits: Limits;
  private readonly keys: StringCache<Literal | undefined>;
  /** The objects that the walk is inside of, by depth. Never shortened: the next object would have to grow it again. */
  private readonly parents: (object | undefined)[] = [];

  constructor(limits: Limits) {
    this.limits = limits;
    this.keys = new StringCache(
      (name) => (name.isWellFormed() ? literal(`,${quoteJson(name)}:`) : undefined),
      MAX_NAME,
    );
  }

  write(out: RecordWriter, value: object): boolean {
    // What fits into a record is then within the limit of a text.
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
    // What has no members may be iterable: JsonText finds out.
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
      // A list of proxies is slow, and would be read twice where it does not fit.
      if (i % PROXY_AMONG === PROXY_AMONG - 1 && isProxy(element)) return false;
      if (!this.value(out, element, depth)) return false;
    }
    return closeList(out, start);
  }

  private key(out: RecordWriter, name: string): boolean {
    const kept = this.keys.get(name);
    if (kept !== undefined) return out.piece(kept, 0);
    if (name.length > MAX_NAME || !name.isWellFormed()) return false;
    if (!out.fits(name.length * MOST_ESCAPED + AROUND_KEY)) return false;
    out.closing(COMMA);
    out.jsonString(name);
    out.closing(COLON);
    return true;
  }

  private value(out: RecordWriter, value: unknown, depth: number): boolean {
    if (typeof value === "object" && value !== null) return this.any(out, value, depth + 1);
    return writeBare(out, value);
  }
}

function hasToJson(value: object): boolean {
  return typeof (value as { readonly toJSON?: unknown }).toJSON === "function";
}
