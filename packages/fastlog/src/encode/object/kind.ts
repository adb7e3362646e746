import { Buffer } from "node:buffer";
import { EventEmitter } from "node:events";
import { types } from "node:util";
import { SystemDate } from "../../time/system-time.ts";
import { MAX_PROTOTYPES } from "./inherited.ts";
import { classOf, functionMark } from "./markers.ts";

/** What an object is, as far as that decides how it is written. */
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

/** A value that is no object, as it is written by itself. */
export type Bare = string | number | boolean | bigint | null;

const GENERATOR = Object.getPrototypeOf(function* () {}).prototype as object;
const ASYNC_GENERATOR = Object.getPrototypeOf(async function* () {}).prototype as object;

/** The prototypes that tell what an object is. What Node loads late must not be asked for here. */
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

/** What Node's own objects have as `toJSON`; they have a form of their own here. */
const NATIVE_TO_JSON: ReadonlySet<unknown> = new Set<unknown>([
  SystemDate.prototype.toJSON,
  Buffer.prototype.toJSON,
]);

/** What an object is. Throws where a proxy does. */
export function kindOf(value: object): Kind {
  if (Array.isArray(value)) return "array";
  const prototype: object | null = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return "plain";
  return kindByPrototype(value, prototype);
}

/** Of an instance with these keys that its properties do not say what it is. */
export function saysNothing(keys: readonly string[]): boolean {
  return keys.length === 0 || HOLLOW.has(keys[0] as string);
}

/** The first own property of an event, and of Node's timers. */
const HOLLOW: ReadonlySet<string> = new Set(["isTrusted", "_idleTimeout", "_idleNext"]);

/** Whether an object emits events: nearly all of Node's own that are connected to something do. May throw. */
export function isEmitter(value: object): boolean {
  return value instanceof EventEmitter;
}

/** What is to be called for an object's JSON form, if there is such a thing. */
export function toJsonOf(value: object, kind: Kind): ToJson | undefined {
  // An error is told from what it is, whatever it would say of itself: most leave out the stack.
  if (kind === "error") return undefined;
  const { toJSON } = value as { readonly toJSON?: unknown };
  if (typeof toJSON !== "function" || NATIVE_TO_JSON.has(toJSON)) return undefined;
  return toJSON as ToJson;
}

/** A value that is no object, by itself. Throws where a proxy does. */
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

/** What is written in place of an object of that kind; `undefined` where its members are. May throw. */
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
  // What comes from another realm has that realm's prototypes.
  return last === Object.prototype ? "instance" : kindBySlots(value);
}

/** Whether an object is what its prototype says: a proxy is not, nor what was made with `Object.create`. */
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

/** How many elements there are, and what they are in. */
function bytesMark(value: object): string {
  const { length, byteLength } = value as Partial<Uint8Array>;
  const name = (value as { constructor?: { name?: unknown } }).constructor?.name;
  return `[${typeof name === "string" ? name : "bytes"}(${length ?? byteLength})]`;
}

/** Whether that is one of the places that V8 gives of a stack to `Error.prepareStackTrace`. */
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
