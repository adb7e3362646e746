import type { Position, RecordEncoder } from "../encode/format/encoder.ts";
import type { TypedEvent } from "../event/event.ts";
import type { Bindings } from "../fields/bindings.ts";
import type { AnyTemplate } from "../message/site-template.ts";

/** Takes the calls that passed the gate. Interface of a builder to the objects that it makes itself. */
export interface RecordTaker {
  readonly encoder: RecordEncoder;

  /** Bit mask of the sinks that get the next record (fan-out only). */
  set mark(mark: number);

  /** Records a message without arguments. It is literal, braces included. */
  readonly message: (
    level: number,
    target: string | undefined,
    position: Position | undefined,
    bindings: Bindings | undefined,
    text: string,
  ) => void;

  /** Records a call with arguments: the first three, and a list of all if there are more. */
  readonly call: (
    level: number,
    target: string | undefined,
    position: Position | undefined,
    bindings: Bindings | undefined,
    template: AnyTemplate,
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

  /** Abandons the record that is being written. Returns `false` if there is none. */
  abandon(): boolean;
}
