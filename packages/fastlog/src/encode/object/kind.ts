import { Buffer } from "node:buffer";
import { EventEmitter } from "node:events";
import { types } from "node:util";
import { SystemDate } from "../../time/system-time.ts";
import { MAX_PROTOTYPES } from "./inherited.ts";
import { classOf, functionMark } from "./markers.ts";

/** Kind of an object, as far as it decides how the object is written. */
export type Kind =
  | "plain"
  | "instance"
  | "array"
  | "error"
  | "map"
  | "set"
  | "date"
  | "url"
  | "regexp"
  | "boxed"
  | "bytes"
  | "emitter"
  | "opaque";

type ToJson = (this: object, key: string) => unknown;

/** A value that needs no JSON text. */
export type Bare = string | number | boolean | bigint | null;

const GENERATOR = Object.getPrototypeOf(function* () {}).prototype as object;
const ASYNC_GENERATOR = Object.getPrototypeOf(async function* () {}).prototype as object;

/** Kinds by prototype. Must not refer to classes that Node loads late. */
const KINDS: ReadonlyMap<object | null, Kind> = new Map<object | null, Kind>([
  [Error.prototype, "error"],
  [Map.prototype, "map"],
  [Set.prototype, "set"],
  [SystemDate.prototype, "date"],
  [URL.prototype, "url"],
  [RegExp.prototype, "regexp"],
  [String.prototype, "boxed"],
  [Number.prototype, "boxed"],
  [Boolean.prototype, "boxed"],
  [BigInt.prototype, "boxed"],
  [Symbol.prototype, "boxed"],
  [Object.getPrototypeOf(Uint8Array.prototype), "bytes"],
  [DataView.prototype, "bytes"],
  [ArrayBuffer.prototype, "bytes"],
  [SharedArrayBuffer.prototype, "bytes"],
  [EventEmitter.prototype, "emitter"],
  [Promise.prototype, "opaque"],
  [WeakMap.prototype, "opaque"],
  [WeakSet.prototype, "opaque"],
  [WeakRef.prototype, "opaque"],
  [FinalizationRegistry.prototype, "opaque"],
  [GENERATOR, "opaque"],
  [ASYNC_GENERATOR, "opaque"],
  [Object.getPrototypeOf(new Map().keys()), "opaque"],
  [Object.getPrototypeOf(new Set().keys()), "opaque"],
  [Object.getPrototypeOf([].keys()), "opaque"],
]);

/** The `toJSON` methods of Node's own objects, which have other forms here. */
const NATIVE_TO_JSON: ReadonlySet<unknown> = new Set<unknown>([
  SystemDate.prototype.toJSON,
  Buffer.prototype.toJSON,
]);

/** The kind of an object. Throws if a proxy does. */
export function kindOf(value: object): Kind {
  if (Array.isArray(value)) return "array";
  const prototype: object | null = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return "plain";
  return kindByPrototype(value, prototype);
}

/** Whether an instance with these keys needs a form other than its properties. */
export function saysNothing(keys: readonly string[]): boolean {
  return keys.length === 0 || HOLLOW.has(keys[0] as string);
}

/** First own property of an event or of one of Node's timers. */
const HOLLOW: ReadonlySet<string> = new Set(["isTrusted", "_idleTimeout", "_idleNext"]);

/** Whether an object emits events, as nearly all of Node's connections do. May throw. */
export function isEmitter(value: object): boolean {
  return value instanceof EventEmitter;
}

/** The `toJSON` to call for an object, if any. */
export function toJsonOf(value: object, kind: Kind): ToJson | undefined {
  // An error's own `toJSON` is not called: most leave out the stack.
  if (kind === "error") return undefined;
  const { toJSON } = value as { readonly toJSON?: unknown };
  if (typeof toJSON !== "function" || NATIVE_TO_JSON.has(toJSON)) return undefined;
  return toJSON as ToJson;
}

/** The form of a value that is no object. Throws if a proxy does. */
export function bare(value: unknown): Bare {
  switch (typeof value) {
    case "string":
    case "number":
    case "boolean":
    case "bigint":
      return value;
    case "function":
      return functionMark(value);
    default:
      return value === null ? null : String(value);
  }
}

/** The primitive form of an object of some kind; `undefined` if its members are written instead. May throw. */
export function standIn(value: object, kind: Kind): Bare | undefined {
  switch (kind) {
    case "date":
      return Number.isNaN(SystemDate.prototype.getTime.call(value))
        ? "Invalid Date"
        : SystemDate.prototype.toISOString.call(value);
    case "url":
      return (value as URL).href;
    case "regexp":
      return RegExp.prototype.toString.call(value);
    case "boxed":
      return bare(unboxed(value));
    case "bytes":
      return bytesMark(value);
    case "opaque":
      return Object.prototype.toString.call(value).replace("object ", "");
    default:
      return undefined;
  }
}

function kindByPrototype(value: object, first: object): Kind {
  let last = first;
  let next: object | null = first;
  for (let i = 0; i < MAX_PROTOTYPES && next !== null; i++) {
    const kind = KINDS.get(next);
    if (kind !== undefined) return isReally(value, kind) ? kind : "instance";
    last = next;
    next = Object.getPrototypeOf(next);
  }
  // Objects from another realm have prototypes of that realm.
  return last === Object.prototype ? "instance" : kindBySlots(value);
}

/**
 * Whether an object is of the kind that its prototype says. A proxy is not, and neither is the result of
 * `Object.create`.
 */
function isReally(value: object, kind: Kind): boolean {
  switch (kind) {
    case "map":
      return types.isMap(value);
    case "set":
      return types.isSet(value);
    case "date":
      return types.isDate(value);
    case "regexp":
      return types.isRegExp(value);
    case "boxed":
      return types.isBoxedPrimitive(value);
    case "bytes":
      return isBytes(value);
    default:
      return true;
  }
}

function kindBySlots(value: object): Kind {
  if (types.isNativeError(value)) return "error";
  if (types.isMap(value)) return "map";
  if (types.isSet(value)) return "set";
  if (types.isDate(value)) return "date";
  if (types.isRegExp(value)) return "regexp";
  if (types.isBoxedPrimitive(value)) return "boxed";
  if (isBytes(value)) return "bytes";
  if (types.isPromise(value) || types.isWeakMap(value) || types.isWeakSet(value)) return "opaque";
  if (types.isGeneratorObject(value)) return "opaque";
  return "instance";
}

function isBytes(value: object): value is ArrayBufferView | ArrayBufferLike {
  return ArrayBuffer.isView(value) || types.isAnyArrayBuffer(value);
}

/** The type of a binary object, and its length. */
function bytesMark(value: object): string {
  const { length, byteLength } = value as Partial<Uint8Array>;
  const name = (value as { constructor?: { name?: unknown } }).constructor?.name;
  return `[${typeof name === "string" ? name : "bytes"}(${length ?? byteLength})]`;
}

/** Whether a value is a call site, as V8 passes it to `Error.prepareStackTrace`. */
export function isCallSite(value: unknown): value is object {
  if (typeof value !== "object" || value === null || classOf(value) !== "CallSite") return false;
  return typeof (value as { readonly getFileName?: unknown }).getFileName === "function";
}

function unboxed(value: object): unknown {
  if (types.isStringObject(value)) return String.prototype.valueOf.call(value);
  if (types.isNumberObject(value)) return Number.prototype.valueOf.call(value);
  if (types.isBooleanObject(value)) return Boolean.prototype.valueOf.call(value);
  if (types.isBigIntObject(value)) return BigInt.prototype.valueOf.call(value);
  return Symbol.prototype.valueOf.call(value);
}
