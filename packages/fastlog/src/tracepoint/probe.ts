import type { Callee } from "../call/call-site.ts";
import { messageOf } from "../diagnostics/error-message.ts";
import { handleRejection } from "../diagnostics/rejection.ts";
import { complainOnce } from "../diagnostics/self-log.ts";
import { show } from "../diagnostics/show.ts";
import { isError, isFields } from "../fields/argument-kind.ts";
import type { Settings, Source } from "./options.ts";
import type { Point } from "./point.ts";

export type RecordFields = Readonly<Record<string, unknown>>;

const NONE: RecordFields = Object.freeze({});

/** Where a tracepoint is hit: it makes hits of calls, with the fields that its options ask for. */
export class Probe {
  readonly point: Point;
  readonly level: number;
  readonly settings: Settings;
  /** {@link hit}. It is set twice, so V8 takes it for no constant, and inlines nothing of it (benchmarks/loop/tracepoints.js). */
  tell: Probe["hit"] = () => {};

  constructor(point: Point, settings: Settings) {
    this.point = point;
    this.level = settings.level;
    this.settings = settings;
    this.tell = this.hit;
    point.uses++;
    point.level = settings.level;
    const { source } = settings;
    if (Array.isArray(source)) point.fields = source;
    else if (source === true) point.fields = ["args"];
  }

  /** Tells a hit that has no duration. `args` are those of the tracepoint. */
  hit(below: Callee, args: readonly unknown[]): void {
    const fields = this.given(args);
    const { level, point, settings } = this;
    const { message } = settings;
    point.hit({ level, from: below, message, fields, timing: undefined });
  }

  /** Fields for the arguments of a call of the tracepoint itself. Without names or a function they are fields. */
  given(args: readonly unknown[]): RecordFields {
    if (this.settings.source !== undefined) return this.fieldsOf(args);
    const [first] = args;
    if (args.length === 1 && isFields(first)) return first;
    if (args.length === 1 && isError(first)) return { err: first };
    return args.length === 0 ? NONE : { args };
  }

  /** Fields for the arguments of a function of the program, which are recorded only if the options say how. */
  fieldsOf(args: readonly unknown[]): RecordFields {
    const { source } = this.settings;
    if (source === undefined) return NONE;
    if (source === true) return { args };
    return typeof source === "function" ? this.read("fields", source, args) : named(source, args);
  }

  /** Fields for what a function returned. */
  resultOf(result: unknown): RecordFields | undefined {
    const { result: source } = this.settings;
    if (source === undefined) return undefined;
    return source === true ? { result } : this.read("the result", source, [result]);
  }

  /** Calls a function of the program. One that throws or returns no fields is reported once. */
  private read(what: string, source: Source & object, args: readonly unknown[]): RecordFields {
    try {
      const fields: unknown = Reflect.apply(
        source as (...args: unknown[]) => unknown,
        undefined,
        args,
      );
      handleRejection(fields);
      if (isFields(fields)) return fields;
      if (fields !== undefined && fields !== null) {
        this.complain(`the function for ${what} returned ${show(fields)} (expected an object)`);
      }
    } catch (error) {
      this.complain(`the function for ${what} threw: ${messageOf(error)}`);
    }
    return NONE;
  }

  private complain(problem: string): void {
    complainOnce(`tracepoint ${this.point.name}`, problem);
  }
}

function named(names: readonly string[], args: readonly unknown[]): RecordFields {
  const fields: Record<string, unknown> = {};
  for (let i = 0; i < names.length; i++) fields[names[i] as string] = args[i];
  return fields;
}
