import type { Position, RecordEncoder } from "../encode/format/encoder.ts";
import type { TypedEvent } from "../event/event.ts";
import type { Bindings } from "../fields/bindings.ts";

/** Takes the calls that passed the gate: a recorder, as those see it that it makes. */
export interface RecordTaker {
  readonly encoder: RecordEncoder;

  /** Bit mask of the sinks that get the next record (fan-out only). */
  set mark(mark: number);

  /** Records a message without arguments: it is written as it is, braces and all. */
  readonly message: (
    level: number,
    target: string | undefined,
    position: Position | undefined,
    bindings: Bindings | undefined,
    text: string,
  ) => void;

  /** Records a call with arguments: the first three, and all of them where there are more. */
  readonly call: (
    level: number,
    target: string | undefined,
    position: Position | undefined,
    bindings: Bindings | undefined,
    template: string | readonly string[],
    count: number,
    a: unknown,
    b: unknown,
    c: unknown,
    all: readonly unknown[] | undefined,
    omitted: string | undefined,
  ) => void;

  /** Records a typed event. */
  readonly event: (
    level: number,
    target: string | undefined,
    position: Position | undefined,
    bindings: Bindings | undefined,
    event: TypedEvent,
    fields: unknown,
  ) => void;

  /** Gives up the record that is being written; `false` where there is none. */
  abandon(): boolean;
}
