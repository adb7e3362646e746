import { Buffer } from "node:buffer";
import {
  APP_NAME,
  DOCKER_LOG,
  DOCKER_STREAM,
  ERROR,
  EXCEPTION_PART,
  HOST,
  HRTIME,
  type Key,
  LEVEL,
  MAYBE_LEVEL,
  MAYBE_TARGET,
  MEMBERS,
  MESSAGE,
  PID,
  SCOPE,
  SEVERITY_NUMBER,
  STACK,
  TAG,
  TARGET,
  TIME,
} from "./key.ts";
import type { Kind } from "./kinds.ts";

/** No pair has this meaning. */
export const NONE = -1;

const FIRST_ROOM = 64;
const OPEN_BRACE = 0x7b;

/**
 * A record that was read from a line: its pairs of key and value as places in the bytes of the line. Nothing is decoded
 * before it is asked for, and one object serves all lines.
 */
export class ReadRecord {
  bytes: Buffer = Buffer.alloc(0);
  /** The line as it is in the file, without its end. */
  from = 0;
  to = 0;

  /** Number of pairs. */
  count = 0;
  readonly keys: Key[] = [];
  froms: Int32Array = new Int32Array(FIRST_ROOM);
  tos: Int32Array = new Int32Array(FIRST_ROOM);
  kinds: Int32Array = new Int32Array(FIRST_ROOM);

  /** Indices of the pairs with a meaning. */
  level: number = NONE;
  maybeLevel: number = NONE;
  severityNumber: number = NONE;
  time: number = NONE;
  hrtime: number = NONE;
  message: number = NONE;
  target: number = NONE;
  maybeTarget: number = NONE;
  tag: number = NONE;
  pid: number = NONE;
  host: number = NONE;
  error: number = NONE;
  stack: number = NONE;
  members: number = NONE;
  scope: number = NONE;
  dockerLog: number = NONE;
  dockerStream: number = NONE;

  /** Number of a level that no bytes of the line name, such as a severity of syslog; 0 if they do. */
  fixedLevel = 0;
  /** When the container runtime took the line: for records without a time. NaN if it did not come from one. */
  outerMs: number = Number.NaN;
  outerNs = 0;
  /** Text before a record of JSON on its line. */
  leadTo = 0;

  /** Forgets the last line. */
  begin(bytes: Buffer, from: number, to: number): void {
    this.bytes = bytes;
    this.from = from;
    this.to = to;
    this.count = 0;
    this.level = NONE;
    this.maybeLevel = NONE;
    this.severityNumber = NONE;
    this.time = NONE;
    this.hrtime = NONE;
    this.message = NONE;
    this.target = NONE;
    this.maybeTarget = NONE;
    this.tag = NONE;
    this.pid = NONE;
    this.host = NONE;
    this.error = NONE;
    this.stack = NONE;
    this.members = NONE;
    this.scope = NONE;
    this.dockerLog = NONE;
    this.dockerStream = NONE;
    this.fixedLevel = 0;
    this.leadTo = from;
  }

  /** Adds a pair. Of two with one meaning the first counts. */
  add(key: Key, from: number, to: number, kind: Kind): void {
    const at = this.count;
    if (at === this.froms.length) this.#grow();
    this.count = at + 1;
    this.keys[at] = key;
    this.froms[at] = from;
    this.tos[at] = to;
    this.kinds[at] = kind;
    if (key.role !== 0) this.#mean(key.role, at);
  }

  #mean(role: number, at: number): void {
    switch (role) {
      case LEVEL:
        if (this.level === NONE) this.level = at;
        break;
      case TIME:
        if (this.time === NONE) this.time = at;
        break;
      case HRTIME:
        if (this.hrtime === NONE) this.hrtime = at;
        break;
      case MESSAGE:
        if (this.message === NONE) this.message = at;
        break;
      case TARGET:
        if (this.target === NONE) this.target = at;
        break;
      case TAG:
        if (this.tag === NONE) this.tag = at;
        break;
      case PID:
        if (this.pid === NONE) this.pid = at;
        break;
      case HOST:
        if (this.host === NONE) this.host = at;
        break;
      case ERROR:
        if (this.error === NONE) this.error = at;
        break;
      case STACK:
        if (this.stack === NONE) this.stack = at;
        break;
      case MAYBE_LEVEL:
        if (this.maybeLevel === NONE) this.maybeLevel = at;
        break;
      case MAYBE_TARGET:
      case APP_NAME:
        if (this.maybeTarget === NONE) this.maybeTarget = at;
        break;
      case MEMBERS:
        if (this.members === NONE) this.members = at;
        break;
      case SCOPE:
        if (this.scope === NONE) this.scope = at;
        break;
      case SEVERITY_NUMBER:
        if (this.severityNumber === NONE) this.severityNumber = at;
        break;
      case DOCKER_LOG:
        if (this.dockerLog === NONE) this.dockerLog = at;
        break;
      case DOCKER_STREAM:
        if (this.dockerStream === NONE) this.dockerStream = at;
        break;
    }
  }

  /** Whether a pair with a role that others have taken, or whose value is not what the role needs, is a field. */
  isField(role: number, at: number): boolean {
    switch (role) {
      case LEVEL:
        return at !== this.level;
      case TIME:
        return at !== this.time;
      case MESSAGE:
        return at !== this.message;
      case TARGET:
        return at !== this.target;
      case ERROR:
      case STACK:
      case DOCKER_STREAM:
        return true;
      case EXCEPTION_PART:
        return this.stack === NONE;
      case DOCKER_LOG:
        return this.bytes[this.froms[at]!] !== OPEN_BRACE;
      case TAG:
        return at !== this.tag;
    }
    return false;
  }

  #grow(): void {
    const grown = (old: Int32Array) => {
      const wide = new Int32Array(old.length * 2);
      wide.set(old);
      return wide;
    };
    this.froms = grown(this.froms);
    this.tos = grown(this.tos);
    this.kinds = grown(this.kinds);
  }
}
