import type { Overflow } from "../backend/backend.ts";
import type { Color } from "../encode/format/color.ts";
import type { Identity } from "../encode/format/encoder.ts";
import type { CompiledFormat } from "../encode/format/format.ts";
import type { Bindings } from "../fields/bindings.ts";
import type { Sanitizer } from "../fields/sanitizer.ts";
import type { RecordLevel } from "../level.ts";
import type { TraceOption } from "../trace/trace-option.ts";

/** Options with defaults applied, and the format compiled. */
export interface Settings {
  readonly format: CompiledFormat;
  /** The format was chosen: it is not that of the default. */
  readonly hasFormat: boolean;
  readonly color: Color;
  readonly sanitizer: Sanitizer;
  /** Fields of every record. */
  readonly base: Bindings | undefined;
  readonly identity: Identity;
  readonly flushOn: RecordLevel;
  readonly maxRecord: number;
  /** For this and the next two, `undefined` leaves the choice to the backend. */
  readonly flushAfter: number | undefined;
  readonly buffer: number | undefined;
  readonly overflow: Overflow | undefined;
  readonly exitTimeout: number;
  readonly trace: TraceOption | undefined;
  /** How long equal records are folded, in milliseconds; `undefined` if they are not. */
  readonly repeats: number | undefined;
}
