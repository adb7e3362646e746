import type { Buffer } from "node:buffer";
import { BoxError } from "./box-error.ts";
import {
  type BoxOwner,
  LENGTH_AT,
  MAGIC_BYTES,
  OWNER_AT,
  PAGE,
  VERSION,
  VERSION_AT,
} from "./layout.ts";

/**
 * Reads whose box it is from the head of its file.
 *
 * @throws BoxError if the bytes are no head of this version.
 */
export function readOwner(head: Buffer): BoxOwner {
  if (head.length < OWNER_AT || !head.subarray(0, MAGIC_BYTES.length).equals(MAGIC_BYTES)) {
    throw new BoxError("it is no black box of fastlog");
  }
  const version = head.readUInt32LE(VERSION_AT);
  if (version !== VERSION) {
    throw new BoxError(`its layout has the version ${version} (expected ${VERSION})`);
  }
  const end = OWNER_AT + head.readUInt32LE(LENGTH_AT);
  if (end > Math.min(head.length, PAGE)) throw new BoxError("its head is cut");
  return ownerIn(parsed(head.toString("utf8", OWNER_AT, end)));
}

/** The text comes from a file: anything may be missing or be something else. */
function ownerIn(value: Readonly<Record<string, unknown>>): BoxOwner {
  const text = (name: string) => {
    const found = value[name];
    return typeof found === "string" ? found : "";
  };
  const number = (name: string) => {
    const found = value[name];
    return Number.isSafeInteger(found) ? (found as number) : 0;
  };
  return {
    pid: number("pid"),
    start: text("start"),
    boot: text("boot"),
    thread: number("thread"),
    tag: text("tag"),
    host: text("host"),
    program: text("program"),
    began: text("began"),
    made: text("made"),
    fastlog: text("fastlog"),
    isMapped: value["isMapped"] === true,
  };
}

function parsed(json: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  } catch {
    // The error of JSON would quote what may be anything.
  }
  throw new BoxError("its head is damaged");
}
