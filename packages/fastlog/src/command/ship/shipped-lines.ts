import type { Buffer } from "node:buffer";
import { LEVELS, recordLevel } from "../../level.ts";
import type { Shipment } from "../../shipment/shipped.ts";
import type { LineSink } from "../input/blocks.ts";
import { type LineKind, LineReader } from "../read/line-reader.ts";
import { UNKNOWN } from "../read/read-level.ts";
import type { Choice } from "../select/choice.ts";
import { contentOf } from "./content.ts";

const NEWLINE = 0x0a;

/** Ships the lines of one input. */
export class ShippedLines implements LineSink {
  readonly #shipment: Shipment;
  readonly #choice: Choice;
  #reader: LineReader;

  constructor(shipment: Shipment, choice: Choice) {
    this.#shipment = shipment;
    this.#choice = choice;
    this.#reader = new LineReader(choice.template);
  }

  lines(block: Buffer, from: number, to: number): boolean {
    const { selection } = this.#choice;
    for (let at = from; at < to; ) {
      const newline = block.subarray(0, to).indexOf(NEWLINE, at);
      const end = newline < 0 ? to : newline;
      if (!selection.isTooLow(block, at)) this.#take(this.#reader.read(block, at, end));
      at = end + 1;
    }
    return true;
  }

  /** A line that is too long for a record, and not for what is selected. */
  part(_bytes: Buffer, _from: number, _to: number, _isFirst: boolean, isLast: boolean): boolean {
    if (isLast && this.#choice.selection.isEverything) this.#shipment.refuse();
    return true;
  }

  idle(): void {}

  /** Ends a file: ships the rest of a line of several parts. */
  endFile(): void {
    this.#take(this.#reader.rest());
    this.#reader = new LineReader(this.#choice.template);
  }

  #take(kind: LineKind): void {
    if (kind === "nothing") return;
    const isRecord = kind === "record";
    const { selection, levels, times } = this.#choice;
    const { record, bytes, from, to } = this.#reader;
    if (isRecord ? !selection.passes(record) : !selection.isEverything) return;
    const { number } = isRecord ? levels.of(record) : { number: UNKNOWN };
    const level = (number === UNKNOWN ? undefined : recordLevel(number)) ?? LEVELS.info;
    const content = this.#shipment.wantsContent
      ? contentOf(this.#reader, isRecord, times)
      : undefined;
    this.#shipment.take({ level, bytes, from, to, content });
  }
}
