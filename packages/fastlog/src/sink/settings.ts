import type { Overflow } from "../backend/backend.ts";
import type { Color } from "../encode/format/color.ts";
import type { Identity } from "../encode/format/encoder.ts";
import type { CompiledFormat } from "../encode/format/format.ts";
import type { Bindings } from "../fields/bindings.ts";
import type { Sanitizer } from "../fields/sanitizer.ts";
import type { Level } from "../level.ts";

/** Options with their defaults, and the format compiled. */
export interface Settings {
  readonly format: CompiledFormat;
  readonly color: Color;
  readonly sanitizer: Sanitizer;
  /** The fields of every record. */
  readonly base: Bindings | undefined;
  readonly identity: Identity;
  readonly flushOn: Level;
  readonly maxRecord: number;
  /** This one and the next two: `undefined` leaves it to the backend. */
  readonly flushAfter: number | undefined;
  readonly buffer: number | undefined;
  readonly overflow: Overflow | undefined;
  readonly exitTimeout: number;
}
