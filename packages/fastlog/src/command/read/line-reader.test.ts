import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LineReader } from "./line-reader.ts";
import { valueAt } from "./path.ts";
import { LevelReader } from "./read-level.ts";
import { NONE } from "./read-record.ts";
import { TimeReader } from "./read-time.ts";
import { textOf } from "./value-text.ts";

const levels = new LevelReader();
const times = new TimeReader();
const AT = Date.UTC(2026, 10, 30, 3, 54, 20, 961);

/** Kind and record of a line, by a reader. */
function read(reader: LineReader, line: string) {
  const bytes = Buffer.from(line);
  const kind = reader.read(bytes, 0, bytes.length);
  const { record } = reader;
  const text = (at: number) => (at === NONE ? undefined : textOf(record, at));
  return {
    kind,
    level: levels.of(record).name,
    ms: times.of(record).ms,
    message: text(record.message),
    target: text(record.target === NONE ? record.maybeTarget : record.target),
    path: valueAt(record, "path"),
    line: reader.bytes.toString("utf8", reader.from, reader.to),
  };
}

/** One record in all formats: `app::http` says `GET /a` at warn, with the field path. */
const LINES: readonly [string, string][] = [
  [
    "json",
    `{"level":40,"time":${AT},"hrtime":1,"pid":1,"hostname":"vm","tag":"main","target":"app::http","msg":"GET /a","path":"/a"}`,
  ],
  [
    "ecs",
    '{"@timestamp":"2026-11-30T03:54:20.961Z","log.level":"warn","log.logger":"app::http","message":"GET /a","ecs.version":"8.11.0","path":"/a"}',
  ],
  [
    "gcp",
    '{"severity":"WARNING","time":"2026-11-30T03:54:20.961186000Z","pid":1,"target":"app::http","message":"GET /a","path":"/a"}',
  ],
  [
    "datadog",
    '{"timestamp":"2026-11-30T03:54:20.961Z","status":"warn","pid":1,"logger":{"name":"app::http"},"message":"GET /a","path":"/a"}',
  ],
  [
    "loki",
    '{"ts":"2026-11-30T03:54:20.961435247Z","level":"warn","target":"app::http","msg":"GET /a","path":"/a"}',
  ],
  [
    "otel",
    `{"Timestamp":"${AT}634228","SeverityText":"WARN","SeverityNumber":13,"Resource":{"service.name":"app"},"InstrumentationScope":{"Name":"app::http"},"Body":"GET /a","Attributes":{"process.pid":1,"path":"/a"}}`,
  ],
  [
    "bunyan",
    '{"v":0,"name":"app","hostname":"vm","pid":1,"level":40,"time":"2026-11-30T03:54:20.961Z","component":"app::http","msg":"GET /a","path":"/a"}',
  ],
  [
    "pino",
    `{"level":40,"time":${AT},"pid":1,"hostname":"vm","name":"app::http","path":"/a","msg":"GET /a"}`,
  ],
  [
    "winston",
    '{"level":"warn","logger":"app::http","message":"GET /a","path":"/a","timestamp":"2026-11-30T03:54:20.961Z"}',
  ],
  ["zap", `{"level":"warn","ts":${AT / 1000},"logger":"app::http","msg":"GET /a","path":"/a"}`],
  [
    "a nested shape",
    `{"time":${AT},"log":{"level":"warn","logger":"app::http"},"msg":"GET /a","path":"/a"}`,
  ],
  [
    "logfmt",
    'time=2026-11-30T03:54:20.961Z level=warn hrtime=1 pid=1 tag=main target=app::http msg="GET /a" path=/a',
  ],
  [
    "syslog",
    '<12>1 2026-11-30T03:54:20.961551Z vm app 1 app::http [fastlog@32473 path="/a"] GET /a',
  ],
  [
    "JSON behind a prefix",
    `web-1  | {"level":40,"time":${AT},"target":"app::http","msg":"GET /a","path":"/a"}`,
  ],
  [
    "docker logs --timestamps",
    `2026-11-30T03:54:21.000000001Z {"level":40,"time":${AT},"target":"app::http","msg":"GET /a","path":"/a"}`,
  ],
];

test.each(LINES)("a record of %s is read", (_, line) => {
  expect(read(new LineReader(), line)).toMatchObject({
    kind: "record",
    level: "WARN",
    ms: AT,
    message: "GET /a",
    target: "app::http",
    path: "/a",
  });
});

test.each([
  [
    "the default template",
    undefined,
    "2026-11-30T03:54:20.961Z\t123\t4\tWARN\tmain\tGET /a path=/a",
  ],
  [
    "its colours",
    undefined,
    "2026-11-30T03:54:20.961Z\t123\t4\t\u001b[33mWARN\u001b[39m\tmain\tGET /a path=/a",
  ],
  [
    "another template",
    "{level:5} {date} {message}",
    "WARN  2026-11-30T03:54:20.961Z GET /a path=/a",
  ],
  [
    "a template with an end",
    "[{date:us}] {level} {message} ({file}:{line})",
    "[2026-11-30T03:54:20.961000Z] WARN GET /a path=/a (src/a.ts:12)",
  ],
])("a line of text is read by %s", (_, template, line) => {
  expect(read(new LineReader(template), line)).toMatchObject({
    kind: "record",
    level: "WARN",
    ms: AT,
    message: "GET /a",
    path: "/a",
  });
});

test.each([
  ['a=1 b="x y"', "a=1 is text", "a=1 is text"],
  ["what looks like a=pair but is followed by text", "a=1 b=2 end", "a=1 b=2 end"],
  ["an object", 'said user={"id":1,"a b":[2]} n=null', "said"],
  ["a quoted name", 'said "a key"=1', "said"],
  ["a quote that is not closed", 'said a="x', 'said a="x'],
])("of a text, only the pairs at its end are fields: %s", (_, text, message) => {
  const line = `2026-11-30T03:54:20.961Z\t123\t4\tINFO\tmain\t${text}`;
  expect(read(new LineReader(), line).message).toBe(message);
});

test("a text of words that nearly are pairs is read in linear time", () => {
  const text = 'a="x '.repeat(200_000);
  const line = `2026-11-30T03:54:20.961Z\t123\t4\tINFO\tmain\t${text}`;
  expect(read(new LineReader(), line).message).toBe(text);
});

test.each([
  "",
  "plain text",
  "    at frame (file.js:1:2)",
  "a=1",
  "key=value other text",
  "[1,2]",
  "{not json}",
  '{"level":30,"msg":"cut',
  "2026-11-30T03:54:20.961Z text of another program",
  "<13>Nov 30 03:54:20 vm app: old syslog",
  "<12>1 2026-11-30T03:54:20Z vm",
])("%j is no record, and stays as it is", (line) => {
  expect(read(new LineReader(), line)).toMatchObject({ kind: "text", line });
});

test("any bytes are a record, text or nothing, and never an error", () => {
  const reader = new LineReader();
  const parts = fc.constantFrom(
    '{"log":"',
    '{"',
    '"',
    "\\",
    "}",
    " stdout P ",
    "2026-11-30T03:54:20.961Z",
    "a=",
    "<14>1 ",
    "[x",
    "\t",
    ":",
    "\u0000",
    "é",
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(parts, fc.string())), (pieces) => {
      const line = pieces.join("").replaceAll("\n", "");
      expect(["record", "text", "nothing"]).toContain(read(reader, line).kind);
    }),
    { numRuns: 2000 },
  );
});

describe("of a container runtime", () => {
  const program = (msg: string) =>
    `{"level":40,"time":${AT},"target":"app::http","msg":"${msg}","path":"/a"}`;
  const docker = (log: string, stream = "stdout") =>
    JSON.stringify({ log, stream, time: "2026-11-30T03:54:21.5Z" });

  test("Docker's JSON gives the program's record", () => {
    const reader = new LineReader();
    expect(read(reader, docker(`${program('ü \\"x\\"')}\n`))).toMatchObject({
      kind: "record",
      message: 'ü "x"',
      line: program('ü \\"x\\"'),
    });
  });

  test("Docker's parts of a line are joined, those of each stream by themselves", () => {
    const reader = new LineReader();
    const line = program("x".repeat(40_000));
    expect(read(reader, docker(line.slice(0, 16_384))).kind).toBe("nothing");
    expect(read(reader, docker("on stderr\n", "stderr"))).toMatchObject({
      kind: "text",
      line: "on stderr",
    });
    expect(read(reader, docker(line.slice(16_384, 32_768))).kind).toBe("nothing");
    expect(read(reader, docker(`${line.slice(32_768)}\n`))).toMatchObject({ kind: "record", line });
  });

  test("CRI's parts of a line are joined, and their time is that of lines without one", () => {
    const reader = new LineReader();
    const line = program("x".repeat(20_000));
    const time = "2026-11-30T03:54:21.500000000Z";
    expect(read(reader, `${time} stdout P ${line.slice(0, 16_384)}`).kind).toBe("nothing");
    expect(read(reader, `${time} stderr F other`)).toMatchObject({ kind: "text", ms: AT + 539 });
    expect(read(reader, `${time} stdout F ${line.slice(16_384)}`)).toMatchObject({
      kind: "record",
      line,
      ms: AT,
    });
    expect(read(reader, `${time} stdout F`)).toMatchObject({ kind: "text", line: "" });
    expect(read(reader, `${time} stdout F:tag ${line}`)).toMatchObject({ kind: "record", line });
  });

  test("what is left of a line whose last part is missing is given out at the end", () => {
    const reader = new LineReader();
    expect(reader.rest()).toBe("nothing");
    read(reader, docker('{"level":30,"msg":"cut'));
    expect(reader.rest()).toBe("text");
    expect(reader.bytes.toString("utf8", reader.from, reader.to)).toBe('{"level":30,"msg":"cut');
    expect(reader.rest()).toBe("nothing");
  });
});

test("a carriage return at the end and zeros at the start are no part of a line", () => {
  const reader = new LineReader();
  expect(read(reader, '\0\0{"level":30,"msg":"m"}\r')).toMatchObject({
    kind: "record",
    message: "m",
  });
  expect(read(reader, "\0\0\0").kind).toBe("nothing");
});

test.each([
  ["35", "35"],
  ['"notice"', "NOTICE"],
  ['"Error"', "ERROR"],
  ['"warning"', "WARN"],
  ['"INFO2"', "INFO2"],
  ["null", "NULL"],
  ['"<script>"', ""],
])("the level %s is shown as %s", (level, name) => {
  expect(read(new LineReader(), `{"level":${level},"msg":"m"}`).level).toBe(name);
});
