// Has calls of the system, of the allocator and of timers fail: the next one, or the k-th of a sequence.
import fs from "node:fs";
import timers from "node:timers";

/** The functions as they are, for whoever watches the library. */
export const real = {
  ...fs,
  setTimeout: timers.setTimeout,
  setImmediate: timers.setImmediate,
};

const FILE = ["EIO", "EMFILE", "EACCES", "EINTR"];
const SPACE = ["EIO", "ENOSPC", "EINTR"];

/**
 * How each function may fail: by a code of the system's, by `half` (a part is written), `late` (it is done, and
 * reported as failed), `memory` or `throws`.
 */
export const FAILURES = {
  writeSync: ["EIO", "ENOSPC", "EAGAIN", "EINTR", "half", "half"],
  openSync: [...FILE, "ENOSPC", "ENFILE"],
  closeSync: ["late"],
  fstatSync: FILE,
  statSync: FILE,
  lstatSync: FILE,
  renameSync: [...SPACE, "EACCES", "EXDEV"],
  rmSync: FILE,
  unlinkSync: FILE,
  readdirSync: FILE,
  opendirSync: FILE,
  realpathSync: FILE,
  mkdirSync: SPACE,
  readSync: FILE,
  readFileSync: FILE,
  writeFileSync: SPACE,
  ftruncateSync: SPACE,
  fchmodSync: FILE,
  futimesSync: FILE,
  "Buffer.alloc": ["memory"],
  "Buffer.allocUnsafe": ["memory"],
  "Buffer.allocUnsafeSlow": ["memory"],
  "Buffer.from": ["memory"],
  "Buffer.concat": ["memory"],
  Int32Array: ["memory"],
  Float64Array: ["memory"],
  Uint8Array: ["memory"],
  DataView: ["memory"],
};

/** Those that hot paths call so often that a random one of them is next to always of the same kind. */
export const CALLS = Object.keys(FAILURES);

function failure(call, kind) {
  if (kind === "memory") return new RangeError("Array buffer allocation failed");
  if (kind === "throws") return new Error(`${call} failed`);
  const syscall = call.replace(/Sync$/, "");
  return Object.assign(new Error(`${kind}: ${syscall}`), { code: kind, syscall });
}

/** Counts the calls of all those functions, and has those fail that are armed. */
export class Faults {
  counts = {};
  /** What failed by it. */
  failed = [];
  #armed = [];
  #isOn = false;
  #restores = [];

  constructor() {
    for (const call of CALLS) {
      const [name, of] = /^[A-Z]/.test(call)
        ? call.startsWith("Buffer.")
          ? [call.slice(7), Buffer]
          : [call, globalThis]
        : [call, call.endsWith("Sync") ? fs : timers];
      const original = of[name];
      of[name] = of === globalThis ? this.#made(call, original) : this.#called(call, original);
      Object.assign(of[name], original);
      this.#restores.push(() => {
        of[name] = original;
      });
    }
  }

  /** From now on calls are counted, and fail where they are armed. */
  on() {
    this.#isOn = true;
  }

  off() {
    this.#isOn = false;
  }

  /** Has a call fail after so many more of the same function. */
  arm({ call, kind, after, times = 1 }) {
    this.#armed.push({ call, kind, left: after, times });
  }

  disarm() {
    this.#armed = [];
  }

  restore() {
    this.off();
    for (const restore of this.#restores) restore();
  }

  /** How this call fails; `undefined` where it does not. */
  #due(call) {
    if (!this.#isOn) return undefined;
    this.counts[call] = (this.counts[call] ?? 0) + 1;
    let kind;
    for (const armed of this.#armed) {
      if (armed.call !== call || armed.times === 0 || armed.left-- > 0) continue;
      armed.times--;
      kind ??= armed.kind;
    }
    if (kind !== undefined) this.failed.push(`${call} ${kind}`);
    return kind;
  }

  #called(call, original) {
    const faults = this;
    return function (...args) {
      const kind = faults.#due(call);
      if (kind === undefined) return Reflect.apply(original, this, args);
      // Only files are written to in part: neither datagrams nor what a pipe takes at once.
      if (kind === "half" && !real.fstatSync(args[0]).isFile())
        return Reflect.apply(original, this, args);
      if (kind === "half") {
        const [fd, bytes, from = 0, length = bytes.length - from, ...rest] = args;
        return original(fd, bytes, from, length >> 1, ...rest);
      }
      if (kind === "late") original(...args);
      throw failure(call, kind === "late" ? "EIO" : kind);
    };
  }

  #made(call, original) {
    return new Proxy(original, {
      construct: (target, args, made) => {
        const kind = this.#due(call);
        if (kind !== undefined) throw failure(call, kind);
        return Reflect.construct(target, args, made);
      },
    });
  }
}
