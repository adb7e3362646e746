import { beforeAll, describe, expect, test } from "vitest";
import { configure, type Encoder, type EncoderRecord, logger, memory } from "../index.ts";
import { isLevel } from "../level.ts";
import { encoderRules } from "../testing.ts";
import { rulesOfEncoders } from "./encoder-rules.ts";

beforeAll(() => configure({ backend: memory() }));

const sound: Encoder = {
  encode: ({ level, message, fields }) => JSON.stringify({ level, message, ...fields }),
};

const parse = (line: string): unknown => JSON.parse(line);

describe.each([
  ["an encoder that keeps the rules", sound, parse],
  ["text", "text", undefined],
  ["a template", { template: "{date:us} {level:5} {target} {message}" }, undefined],
  ["json", "json", parse],
  ["logfmt", "logfmt", undefined],
  ["syslog", { syslog: { appName: "app" } }, undefined],
] as const)("%s", (_, format, parse) => {
  for (const { name, check } of encoderRules(format, parse && { parse })) test(name, check);
});

const THROWS = "throws for no record";
const RETURNS = "returns a text for each record";
const ONE = "makes one line of a record that has no line breaks";
const ROOM = "keeps to the room of a record, whose values are shortened for it";
const OWN = "writes records of a level that the program has defined";
const LEAVES = "leaves a record as it is";
const LINEAR = "looks at fields in linear time";
const READS = "can be read back, whatever is logged";

const line = (record: EncoderRecord) => sound.encode(record);

const BROKEN: readonly [what: string, rule: string, seen: string, encode: Encoder["encode"]][] = [
  [
    "throws for what it does not expect",
    THROWS,
    'it threw "no number" for',
    (record) => {
      if (typeof record.fields["value"] === "number") throw new Error("no number");
      return line(record);
    },
  ],
  [
    "returns nothing for a level",
    RETURNS,
    "it returned undefined for a record of level trace",
    (record) => (record.level === "trace" ? (undefined as unknown as string) : line(record)),
  ],
  [
    "throws for a level that it does not know",
    OWN,
    'it threw "no such level" for the level notice',
    (record) => {
      if (!isLevel(record.level)) throw new Error("no such level");
      return line(record);
    },
  ],
  [
    "has no text for a level that it does not know",
    OWN,
    "it returned undefined for the level notice",
    (record) => (isLevel(record.level) ? line(record) : (undefined as unknown as string)),
  ],
  [
    "makes several lines of an object",
    ONE,
    "it returned several for a record of level",
    ({ message, fields }) => JSON.stringify({ message, ...fields }, undefined, 2),
  ],
  ["pads its lines", ROOM, "for a long message", (record) => line(record).padEnd(4_096, " ")],
  [
    "takes fields out of the record",
    LEAVES,
    "it changed a record of level fatal",
    (record) => {
      const { level: _, ...others } = record.fields;
      delete (record.fields as Record<string, unknown>)["level"];
      return line({ ...record, fields: others });
    },
  ],
  [
    "searches all names for each field",
    LINEAR,
    "64 fields take",
    (record) => {
      const { fields } = record;
      const places = Object.keys(fields).map((name) => Object.keys(fields).indexOf(name));
      return `${places.length} ${line(record)}`;
    },
  ],
  [
    "quotes nothing",
    READS,
    "cannot: ",
    ({ message, level }) => `{"level":"${level}","message":"${message}"}`,
  ],
];

test.each(BROKEN)(
  "an encoder that %s breaks a rule, which says so",
  async (_, rule, seen, encode) => {
    const found = encoderRules({ encode }, { parse }).find(({ name }) => name === rule);
    const message = await found?.check().then(
      () => undefined,
      ({ message }: Error) => message,
    );
    expect(message).toContain(`${rule}: `);
    expect(message).toContain(seen);
  },
);

test.each([
  [
    "has two lines",
    "writes each record as one line, without control characters",
    "is no line",
    "a\nb\n",
  ],
  [
    "has no newline",
    "writes each record as one line, without control characters",
    "is no line",
    "a",
  ],
  [
    "has a control character",
    "writes each record as one line, without control characters",
    'has "\\u001b" in its line',
    "a\u001b[31m\n",
  ],
  [
    "is too long",
    "writes no record that is longer than maxRecord",
    "takes 2049 bytes of 2048",
    `${"a".repeat(2_048)}\n`,
  ],
])("a format whose text %s breaks a rule, which says so", async (_, rule, seen, text) => {
  const captured = { text, lines: [], records: [], clear() {}, restore() {} };
  const logging = { logger: logger("app"), begin: () => captured };
  const rules = rulesOfEncoders("text", {}, logging);
  const message = await rules
    .find(({ name }) => name === rule)
    ?.check()
    .catch(String);
  expect(message).toContain(`${rule}: `);
  expect(message).toContain(seen);
});

test("an encoder that writes only what it asks for is asked for it", async () => {
  const places: unknown[] = [];
  const encoder: Encoder = {
    needs: { position: true },
    encode: (record) => {
      places.push(record.position);
      return line(record);
    },
  };
  for (const { check } of encoderRules(encoder)) await check();
  expect(places).not.toContain(undefined);
});
