import { Buffer } from "node:buffer";
import { inspect } from "node:util";
import type { Logger } from "../call/logger.ts";
import type { Capture } from "../capture/capture.ts";
import type { Encoder, EncoderRecord } from "../encode/format/custom.ts";
import type { Format } from "../encode/format/format.ts";
import type { OwnLevel } from "../own-levels.ts";
import { fields, LONG_SAMPLES, SAMPLES, type SampleRecord, SHORT } from "./records.ts";
import { expectThat, quoted, type Rule, rule, textOf } from "./rule.ts";

/** How a format is checked. */
export interface EncoderCheckOptions {
  /**
   * Reads a line of the format, without its newline, and throws where it cannot: `JSON.parse`. Without it the rule
   * that all lines can be read is left out.
   */
  readonly parse?: (line: string) => unknown;
}

/** How records are logged: by this logger, to what a capture with a format has. */
export interface Logging {
  readonly logger: Logger;
  readonly begin: (format: Format, maxRecord: number) => Capture;
}

/** One call of an encoder. */
interface Call {
  readonly record: EncoderRecord;
  /** What it returned; `undefined` if it threw. */
  readonly line: unknown;
  readonly thrown: string | undefined;
  /** The record as it was before and after the call. */
  readonly before: string;
  readonly after: string;
}

/** What is no tab and breaks a line, or a terminal. */
const UNSAFE = /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069](?<!\t)/u;

const MAX_RECORD = 65_536;

const NEWLINE = 1;

/** A level as programs define them with `createLevels`. It is not defined here. */
const OWN_LEVEL = "notice" as OwnLevel;
const OWN_NUMBER = 35;

/** Numbers of fields whose costs are compared, and how far apart they may be: a square would be 16 times this. */
const [FEW, MANY] = [64, 1_024];
const MOST_LINEAR = (MANY / FEW) * 2;

/** The rules that a format has to keep. Those of calls are for encoders, as the other formats have none. */
export function rulesOfEncoders(
  format: Format,
  { parse }: EncoderCheckOptions,
  logging: Logging,
): readonly Rule[] {
  const lines = (sample: SampleRecord, max = MAX_RECORD) => logged(format, sample, max, logging);
  return [
    ...(isEncoder(format) ? callRules(format, logging) : []),

    rule("writes each record as one line, without control characters", async () => {
      for (const sample of [...SAMPLES, ...LONG_SAMPLES]) {
        const { text } = lines(sample);
        const [line = "", ...others] = text.split("\n");
        expectThat(others.join("") === "" && others.length === 1, `${sample.name} is no line`);
        const [unsafe] = UNSAFE.exec(line) ?? [];
        expectThat(unsafe === undefined, `${sample.name} has ${quoted(unsafe ?? "")} in its line`);
      }
    }),

    rule("writes no record that is longer than maxRecord", async () => {
      for (const sample of LONG_SAMPLES) {
        const bytes = Buffer.byteLength(lines(sample, SHORT).text);
        expectThat(bytes <= SHORT, `${sample.name} takes ${bytes} bytes of ${SHORT}`);
      }
    }),

    ...(parse === undefined ? [] : [readableRule(parse, lines)]),
  ];
}

function readableRule(
  parse: (line: string) => unknown,
  lines: (sample: SampleRecord, max?: number) => Capture,
): Rule {
  return rule("can be read back, whatever is logged", async () => {
    const short = LONG_SAMPLES.map((sample) => ({ sample, captured: lines(sample, SHORT) }));
    const all = SAMPLES.map((sample) => ({ sample, captured: lines(sample) }));
    for (const { sample, captured } of [...all, ...short]) {
      const [line = ""] = captured.lines;
      try {
        parse(line);
      } catch (error) {
        expectThat(false, `${sample.name} cannot: ${textOf(error)} in ${quoted(line)}`);
      }
    }
  });
}

/** The rules of what an encoder makes of each record, before fastlog looks at it. */
function callRules(encoder: Encoder, logging: Logging): readonly Rule[] {
  /** Checks what an encoder is asked for while a sample is logged. */
  const calls = (sample: SampleRecord, max = MAX_RECORD): readonly Call[] => {
    const seen: Call[] = [];
    logged(watched(encoder, seen), sample, max, logging);
    return seen;
  };

  return [
    rule("throws for no record", async () => {
      for (const sample of SAMPLES) {
        const thrown = calls(sample).find((call) => call.thrown !== undefined)?.thrown;
        expectThat(thrown === undefined, `it threw ${quoted(thrown ?? "")} for ${sample.name}`);
      }
    }),

    rule("returns a text for each record", async () => {
      for (const sample of SAMPLES) {
        for (const { line, thrown } of calls(sample)) {
          const isText = typeof line === "string" || thrown !== undefined;
          expectThat(isText, `it returned ${typeof line} for ${sample.name}`);
        }
      }
    }),

    rule("makes one line of a record that has no line breaks", async () => {
      for (const sample of SAMPLES.filter(({ name }) =>
        /^a (message without|record of)/.test(name),
      )) {
        for (const { line } of calls(sample)) {
          const text = String(line).replace(/\r?\n$/, "");
          expectThat(
            !/[\r\n]/.test(text),
            `it returned several for ${sample.name}: ${quoted(text)}`,
          );
        }
      }
    }),

    rule("keeps to the room of a record, whose values are shortened for it", async () => {
      for (const sample of LONG_SAMPLES) {
        const { line, record } = calls(sample, SHORT).at(-1) ?? {};
        const bytes = Buffer.byteLength(String(line));
        const room = (record?.room ?? 0) + NEWLINE;
        expectThat(bytes <= room, `it took ${bytes} bytes of ${room} for ${sample.name}`);
      }
    }),

    rule("leaves a record as it is", async () => {
      for (const sample of SAMPLES) {
        for (const { before, after } of calls(sample)) {
          expectThat(before === after, `it changed ${sample.name}`);
        }
      }
    }),

    rule("writes records of a level that the program has defined", async () => {
      const [{ record } = { record: undefined }] = calls(SAMPLES[0] as SampleRecord);
      expectThat(record !== undefined, "it was asked for no record");
      let line: unknown;
      try {
        line = encoder.encode({ ...record, level: OWN_LEVEL, levelNumber: OWN_NUMBER });
      } catch (error) {
        expectThat(false, `it threw ${quoted(textOf(error))} for the level ${OWN_LEVEL}`);
      }
      expectThat(typeof line === "string", `it returned ${typeof line} for the level ${OWN_LEVEL}`);
    }),

    rule("looks at fields in linear time", async () => {
      const [{ record } = { record: undefined }] = calls(SAMPLES[0] as SampleRecord);
      expectThat(record !== undefined, "it was asked for no record");
      const [few, many] = [costOf(encoder, record, FEW), costOf(encoder, record, MANY)];
      const seen = `${FEW} fields take ${few} looks, and ${MANY} take ${many}`;
      expectThat(many <= few * MOST_LINEAR, seen);
    }),
  ];
}

function isEncoder(format: Format): format is Encoder {
  return typeof format === "object" && "encode" in format;
}

/** What has been captured of a sample that is logged. */
function logged(format: Format, { log }: SampleRecord, max: number, logging: Logging): Capture {
  const captured = logging.begin(format, max);
  try {
    log(logging.logger);
  } finally {
    captured.restore();
  }
  return captured;
}

/** An encoder that keeps what another one is asked for and returns. */
function watched(encoder: Encoder, seen: Call[]): Encoder {
  const { needs } = encoder;
  return {
    needs,
    encode(record) {
      const before = textOfRecord(record);
      try {
        const line = encoder.encode(record);
        seen.push({ record, line, thrown: undefined, before, after: textOfRecord(record) });
        return line;
      } catch (error) {
        const thrown = textOf(error);
        seen.push({ record, line: undefined, thrown, before, after: before });
        throw error;
      }
    },
  };
}

function textOfRecord(record: EncoderRecord): string {
  const all = Number.POSITIVE_INFINITY;
  return inspect(record, { depth: all, maxArrayLength: all, maxStringLength: all });
}

/** How often an encoder looks at one of so many fields. Listing their names is a look at each. */
function costOf(encoder: Encoder, record: EncoderRecord, count: number): number {
  let looks = 0;
  const counted = new Proxy(fields(count), {
    get(target, name, receiver) {
      looks++;
      return Reflect.get(target, name, receiver);
    },
    getOwnPropertyDescriptor(target, name) {
      looks++;
      return Reflect.getOwnPropertyDescriptor(target, name);
    },
    ownKeys(target) {
      looks += count;
      return Reflect.ownKeys(target);
    },
  });
  encoder.encode({ ...record, fields: counted });
  return Math.max(looks, 1);
}
