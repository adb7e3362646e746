import type { Members, Verdict } from "../../redact/members.ts";
import { REMOVED } from "../../redact/removed.ts";
import { quoteJson } from "../../text/escape.ts";
import { elementsOf, lengthOf, mapParts, pairParts, sizeOf } from "../object/collection.ts";
import { emitterForm } from "../object/emitter.ts";
import { errorParts, moreErrorParts } from "../object/error.ts";
import { type ErrorHead, errorHead } from "../object/error-head.ts";
import { errorMark } from "../object/error-marker.ts";
import { instanceForm } from "../object/instance.ts";
import {
  type Bare,
  bare,
  type Kind,
  kindOf,
  saysNothing,
  standIn,
  toJsonOf,
} from "../object/kind.ts";
import type { Limits } from "../object/limits.ts";
import { CIRCULAR, classMark } from "../object/markers.ts";
import type { Reader } from "../object/member-reader.ts";
import { type Part, type Parts, writtenNames } from "../object/members.ts";
import { pairMembers } from "../object/pairs.ts";
import { BoundedJson } from "./bounded-json.ts";

/** In characters: room that the message of an error leaves for the parts behind it, and that its stack does. */
const BEHIND_MESSAGE = 256;
const BEHIND_STACK = 128;

/**
 * Makes the JSON text of one object in one walk: it visits each object, getter and `toJSON` once. If one throws, it
 * takes back the text of that object, writes a mark in its place, and goes on.
 *
 * It stays one class, though it is long: each of its methods may call all others, since a value may contain any other.
 *
 * In all methods `before` is the text before the value (`,"key":`), `depth` counts the objects from the outermost,
 * which is 1, and `redaction` is what is redacted inside the value.
 */
export class JsonText extends BoundedJson {
  /** Result for an object that needs no JSON text. */
  bare: Bare | undefined;

  private readonly limits: Limits;
  private readonly reader: Reader;
  /** Objects that contain the current one. */
  private readonly parents: object[] = [];

  constructor(limits: Limits, reader: Reader) {
    super(limits);
    this.limits = limits;
    this.reader = reader;
  }

  /** Writes an object. Returns `false` if it is left out. */
  object(
    before: string,
    value: object,
    key: string | number,
    depth: number,
    redaction: Members | undefined,
  ): boolean {
    const { text, parents } = this;
    const { path } = this.reader;
    const outside = parents.length;
    const way = path.length;
    try {
      if (outside > 0 && parents.includes(value)) return this.leaf(before, CIRCULAR);
      const kind = kindOf(value);
      const toJson = toJsonOf(value, kind);
      parents.push(value);
      let isWritten: boolean;
      if (toJson === undefined) {
        isWritten = this.byKind(before, value, kind, depth, redaction);
      } else {
        const result: unknown = toJson.call(value, String(key));
        isWritten = this.result(before, result, value, depth, redaction);
      }
      parents.pop();
      return isWritten;
    } catch (error) {
      this.takeBack(text);
      parents.length = outside;
      path.length = way;
      return this.leaf(before, this.reader.throwsMark(error));
    }
  }

  /** Writes the result of an object's `toJSON`. The result's own `toJSON` is not called. */
  private result(
    before: string,
    value: unknown,
    from: object,
    depth: number,
    redaction: Members | undefined,
  ): boolean {
    if (typeof value !== "object" || value === null) return this.leaf(before, value);
    if (value === from) return this.byKind(before, value, kindOf(value), depth, redaction);
    if (this.parents.includes(value)) return this.leaf(before, CIRCULAR);
    this.parents.push(value);
    const isWritten = this.byKind(before, value, kindOf(value), depth, redaction);
    this.parents.pop();
    return isWritten;
  }

  /** Writes an object by its members. */
  private byKind(
    before: string,
    value: object,
    kind: Kind,
    depth: number,
    redaction: Members | undefined,
  ): boolean {
    if (kind !== "plain" && kind !== "array") {
      const form = standIn(value, kind);
      if (form !== undefined) return this.leaf(before, form);
    }
    const { maxDepth, maxBreadth } = this.limits;
    if (depth > maxDepth) {
      const isError = kind === "error";
      return this.leaf(
        before,
        isError ? errorMark(value, this.reader, redaction) : classMark(value),
      );
    }
    if (kind === "plain") {
      this.members(before, value, Object.keys(value), depth, redaction);
    } else if (kind === "array") {
      const array = value as readonly unknown[];
      const inside = redaction && pairMembers(array, this.reader.path.at(-1), redaction);
      this.elements(before, array, lengthOf(array), depth, inside);
    } else if (kind === "set") {
      this.elements(before, elementsOf(value, maxBreadth), sizeOf(value), depth, redaction);
    } else if (kind === "map") {
      this.parts(`${before}{`, mapParts(value, maxBreadth), depth, redaction);
    } else if (kind === "error") {
      if (redaction === undefined && this.mask === undefined) {
        this.error(before, value, depth);
        return true;
      }
      this.parts(`${before}{`, errorParts(value, maxBreadth), depth, redaction);
    } else if (kind === "emitter") {
      this.replace(before, emitterForm(value, this.thrown), depth, redaction);
    } else {
      const keys = Object.keys(value);
      if (!saysNothing(keys)) {
        this.members(before, value, keys, depth, redaction);
        return true;
      }
      const pairs = keys.length === 0 ? pairParts(value, maxBreadth) : undefined;
      if (pairs !== undefined) this.parts(`${before}{`, pairs, depth, redaction);
      else this.replace(before, instanceForm(value, this.thrown), depth, redaction);
    }
    return true;
  }

  /** Writes the replacement of an object. */
  private replace(
    before: string,
    form: Bare | object,
    depth: number,
    redaction: Members | undefined,
  ): void {
    if (typeof form === "object" && form !== null) this.object(before, form, "", depth, redaction);
    else this.leaf(before, form);
  }

  private readonly thrown = (error: unknown): string => this.reader.throwsMark(error);

  private members(
    before: string,
    value: object,
    keys: readonly string[],
    depth: number,
    redaction: Members | undefined,
  ): void {
    const reader = this.reader;
    const most = Math.min(keys.length, this.limits.maxBreadth);
    const names = writtenNames(most < keys.length ? keys.slice(0, most) : keys);
    let next = `${before}{`;
    let i = 0;
    for (; i < most; i++) {
      const key = keys[i] as string;
      const start = next + this.key(names[i] as string);
      if (this.isFull(start)) break;
      const verdict = redaction === undefined ? undefined : reader.verdict(redaction, key, key);
      const member = reader.read(value, key, key, verdict);
      if (member !== REMOVED && this.member(start, member, key, depth, verdict)) next = ",";
    }
    const left = keys.length - i;
    if (left > 0) next = this.moreMembers(next, left, names.slice(0, i));
    this.end(next, "}");
  }

  private elements(
    before: string,
    array: readonly unknown[],
    length: number,
    depth: number,
    redaction: Members | undefined,
  ): void {
    const reader = this.reader;
    const most = Math.min(length, this.limits.maxBreadth);
    let next = `${before}[`;
    let i = 0;
    for (; i < most; i++) {
      if (this.isFull(next)) break;
      const key = redaction === undefined ? "" : String(i);
      const verdict = redaction === undefined ? undefined : reader.verdict(redaction, key, key);
      const element = reader.read(array, i, key, verdict);
      if (element === REMOVED) continue;
      if (!this.member(next, element, i, depth, verdict)) this.text += `${next}null`;
      next = ",";
    }
    if (i < length) next = this.moreElements(next, length - i);
    this.end(next, "]");
  }

  /** Writes a value that is an object in JSON only; `next` is the text before its next member. */
  private parts(
    next: string,
    { parts, left }: Parts,
    depth: number,
    redaction: Members | undefined,
  ): void {
    const reader = this.reader;
    let i = 0;
    for (; i < parts.length; i++) {
      const { key, name, alias, holder, property, isNoFunction } = parts[i] as Part;
      const start = next + this.key(name);
      if (this.isFull(start)) break;
      const verdict = redaction === undefined ? undefined : reader.verdict(redaction, key, alias);
      const member = reader.read(holder, property, key, verdict);
      if (member === REMOVED || (isNoFunction && typeof member === "function")) continue;
      // The list of an error's errors does not count as a level: they are as deep as its cause.
      const isErrors = isNoFunction && key === "errors" && Array.isArray(member);
      // A message or a stack that just fits would take the room of the code.
      if (i + 1 < parts.length) this.reserved = reservedBehind(key);
      if (this.member(start, member, key, isErrors ? depth - 1 : depth, verdict)) next = ",";
      this.reserved = 0;
    }
    const more = parts.length - i + left;
    if (more > 0) {
      const names = parts.slice(0, i).map(({ name }) => name);
      next = this.moreMembers(next, more, names);
    }
    this.end(next, "}");
  }

  /** Writes an error of which nothing is redacted or masked. */
  private error(before: string, error: object, depth: number): void {
    const { maxBreadth } = this.limits;
    const head = errorHead(error);
    // A text that does not fit is not escaped.
    const isLong = head === undefined || this.isLonger(head.message.length + head.stack.length);
    const start = isLong ? "" : before + headText(head);
    if (isLong || this.isFull(start)) {
      this.parts(`${before}{`, errorParts(error, maxBreadth), depth, undefined);
      return;
    }
    this.text += start;
    if (head.hasMore) this.parts(",", moreErrorParts(error, maxBreadth), depth, undefined);
    else this.text += "}";
  }

  /** Writes a member's value. Returns `false` if it is left out. */
  private member(
    start: string,
    value: unknown,
    key: string | number,
    depth: number,
    verdict: Verdict | undefined,
  ): boolean {
    if (verdict?.inside === undefined || verdict.censor !== undefined) {
      return this.value(start, value, key, depth + 1, undefined);
    }
    const { path } = this.reader;
    path.push(String(key));
    const isWritten = this.value(start, value, key, depth + 1, verdict.inside);
    path.pop();
    return isWritten;
  }

  /** Writes a value. Returns `false` if it is left out. */
  private value(
    before: string,
    value: unknown,
    key: string | number,
    depth: number,
    redaction: Members | undefined,
  ): boolean {
    switch (typeof value) {
      case "string":
        this.string(before, value);
        return true;
      case "number":
        this.number(before, value);
        return true;
      case "object":
        if (value !== null) return this.object(before, value, key, depth, redaction);
        this.text += `${before}null`;
        return true;
      case "boolean":
        this.text += before + String(value);
        return true;
      case "undefined":
        return false;
      case "bigint":
        this.bigint(before, value);
        return true;
      case "symbol":
        this.string(before, String(value));
        return true;
      default:
        this.string(before, this.reader.named(value as CallableFunction));
        return true;
    }
  }

  /** Writes a value that is no object. At the top it becomes the result itself. */
  private leaf(before: string, value: unknown): boolean {
    if (before !== "") return this.value(before, value, "", 0, undefined);
    if (value === undefined) return false;
    this.bare = bare(value);
    return true;
  }
}

function reservedBehind(key: string): number {
  return key === "message" ? BEHIND_MESSAGE : key === "stack" ? BEHIND_STACK : 0;
}

function headText({ type, message, stack, code }: ErrorHead): string {
  const head = `{"type":${quoteJson(type)},"message":${quoteJson(message)},"stack":${quoteJson(stack)}`;
  if (code === undefined) return head;
  const text =
    typeof code === "string" ? quoteJson(code) : String(Number.isFinite(code) ? code : null);
  return `${head},"code":${text}`;
}
