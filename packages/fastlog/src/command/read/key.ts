import { Buffer } from "node:buffer";
import { escapeUnsafe, quoteWhereNeeded } from "../../text/escape.ts";

/** Meaning of a key of a record. Keys of the program's own fields have none. */
export type Role = number;

export const FIELD = 0;
export const LEVEL = 1;
export const TIME = 2;
export const HRTIME = 3;
export const MESSAGE = 4;
export const TARGET = 5;
export const TAG = 6;
export const PID = 7;
export const HOST = 8;
/** A field with an error, or its text. */
export const ERROR = 9;
/** The stack of the record's error. */
export const STACK = 10;
/** Constant, and of no interest to people. */
export const CONSTANT = 11;
/** A level only if its value is the name of one: `status` is one for Datadog, and a number of HTTP for all others. */
export const MAYBE_LEVEL = 12;
/** A target only if there is no other: pino and bunyan name the program by it. */
export const MAYBE_TARGET = 13;
/** An object whose members are members of the record. */
export const MEMBERS = 14;
/** An object with the target, or its name. */
export const SCOPE = 15;
/** The level as a number of OpenTelemetry. */
export const SEVERITY_NUMBER = 16;
/** A part of what the stack says, too. */
export const EXCEPTION_PART = 19;
/** The name of a program: the target of records without one, and of no interest beside one. */
export const APP_NAME = 20;
/** For Docker, the text that a program in a container wrote; for ECS, the level and the logger. */
export const DOCKER_LOG = 17;
export const DOCKER_STREAM = 18;

/** The keys that fastlog, its presets, pino, winston, bunyan, zap and others use. */
const ROLES: ReadonlyMap<string, Role> = new Map([
  ...["level", "severity", "log.level", "SeverityText", "lvl", "loglevel"].map(to(LEVEL)),
  ...["time", "timestamp", "ts", "@timestamp", "Timestamp", "date", "t"].map(to(TIME)),
  ["hrtime", HRTIME],
  ...["msg", "message", "Body"].map(to(MESSAGE)),
  ...["target", "log.logger", "component"].map(to(TARGET)),
  ...["tag", "process.thread.name", "thread.name"].map(to(TAG)),
  ...["pid", "process.pid"].map(to(PID)),
  ...["hostname", "host.name"].map(to(HOST)),
  ...["err", "error", "exception"].map(to(ERROR)),
  ...["stack", "stack_trace", "error.stack_trace", "exception.stacktrace"].map(to(STACK)),
  ...["v", "ecs.version", "@type", "Resource"].map(to(CONSTANT)),
  ...["exception.type", "exception.message", "error.type", "error.message"].map(to(EXCEPTION_PART)),
  ["status", MAYBE_LEVEL],
  ["name", MAYBE_TARGET],
  ["Attributes", MEMBERS],
  ...["logger", "InstrumentationScope"].map(to(SCOPE)),
  ["SeverityNumber", SEVERITY_NUMBER],
  ["log", DOCKER_LOG],
  ["stream", DOCKER_STREAM],
]);

/** Keys of formats that are fastlog's own, where other names are fields. */
const TEXT_ROLES: ReadonlyMap<string, Role> = new Map([
  ...[...ROLES].filter(
    ([name]) => !["name", "log", "stream", "logger", "Attributes"].includes(name),
  ),
  ["syslog app", APP_NAME],
]);

/** Keys inside the object of a scope. */
const SCOPE_ROLES: ReadonlyMap<string, Role> = new Map([
  ...["name", "Name", "logger"].map(to(TARGET)),
  ["thread_name", TAG],
  ["level", LEVEL],
]);

function to(role: Role): (name: string) => [string, Role] {
  return (name) => [name, role];
}

/** A key of records, made once for all lines that have it. */
export class Key {
  /** The bytes between its quotes, as the line has them. */
  readonly bytes: Uint8Array;
  readonly name: string;
  readonly role: Role;
  /** The bytes before its value where fields are shown. */
  readonly shown: Uint8Array;
  /** The keys that came after this one the last times, which probably come again. */
  next: Key | undefined = undefined;
  other: Key | undefined = undefined;

  constructor(bytes: Uint8Array, name: string, role: Role) {
    this.bytes = bytes;
    this.name = name;
    this.role = role;
    this.shown = Buffer.from(` ${quoteWhereNeeded(name)}=`);
  }
}

/** Most keys that are remembered, and the length of one in bytes. */
const MOST_KEYS = 4096;
const LONGEST_KEPT = 128;

/** Finds the keys of lines by their bytes. */
export class Keys {
  readonly #roles: ReadonlyMap<string, Role>;
  #known = new Map<string, Key>();
  /** Comes before the first key of a line. */
  start: Key;

  constructor(roles: ReadonlyMap<string, Role> = ROLES) {
    this.#roles = roles;
    this.start = new Key(new Uint8Array(0), "", FIELD);
  }

  /** For lines that are no JSON. */
  static ofText(): Keys {
    return new Keys(TEXT_ROLES);
  }

  /** For the members of a scope. */
  static ofScope(): Keys {
    return new Keys(SCOPE_ROLES);
  }

  /** The key of a name, for formats that are no JSON. */
  named(name: string): Key {
    return (
      this.#known.get(name) ?? this.#keep(name, new Key(Buffer.from(name), name, this.#role(name)))
    );
  }

  /** The key whose bytes, between quotes, these are. `hasEscapes` tells that they have to be read as JSON. */
  at(bytes: Buffer, from: number, to: number, hasEscapes: boolean): Key {
    // Two keys of different bytes are different texts of Latin-1.
    const text = bytes.toString("latin1", from, to);
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const name = hasEscapes
      ? unescaped(bytes.toString("utf8", from, to))
      : bytes.toString("utf8", from, to);
    return this.#keep(text, new Key(Buffer.from(text, "latin1"), name, this.#role(name)));
  }

  /** As {@link at}, for the key after another one: it is probably one of those that came there before. */
  after(last: Key, bytes: Buffer, from: number, to: number, hasEscapes: boolean): Key {
    if (last.next !== undefined && isSame(last.next.bytes, bytes, from, to)) return last.next;
    if (last.other !== undefined && isSame(last.other.bytes, bytes, from, to)) return last.other;
    const key = this.at(bytes, from, to, hasEscapes);
    last.other = last.next;
    last.next = key;
    return key;
  }

  #role(name: string): Role {
    return this.#roles.get(name) ?? FIELD;
  }

  #keep(text: string, key: Key): Key {
    if (text.length > LONGEST_KEPT) return key;
    if (this.#known.size === MOST_KEYS) {
      this.#known = new Map();
      // Forgets the keys that follow others, too.
      this.start = new Key(this.start.bytes, "", FIELD);
    }
    this.#known.set(text, key);
    return key;
  }
}

function isSame(key: Uint8Array, bytes: Uint8Array, from: number, to: number): boolean {
  if (key.length !== to - from) return false;
  for (let i = 0; i < key.length; i++) if (key[i] !== bytes[from + i]) return false;
  return true;
}

function unescaped(text: string): string {
  try {
    return JSON.parse(`"${text}"`);
  } catch {
    return escapeUnsafe(text);
  }
}
