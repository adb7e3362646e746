import { Buffer } from "node:buffer";
import fs from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ran } from "../../../test/fixtures/unit/command.ts";
import { folder } from "../../../test/folder.ts";
import { Batch } from "../../batch/batch.ts";
import { bootId, ownStart } from "../../control/process-start.ts";
import { BlackBox } from "../../recorder/black-box/black-box.ts";
import {
  type BoxOwner,
  LINES,
  OTLP_JSON,
  OTLP_PROTOBUF,
  type RecordKind,
} from "../../recorder/black-box/layout.ts";

const OWNER: BoxOwner = {
  ...{ pid: 7, start: "123", boot: "b", thread: 0, tag: "main", host: "vm", program: "app.js" },
  ...{
    began: "2026-11-30T11:00:00.000Z",
    made: "2026-11-30T11:00:01.000Z",
    fastlog: "1.2.3",
    isMapped: false,
  },
};
const LIVING = { ...OWNER, pid: process.pid, start: ownStart(), boot: bootId() };
const LINE = (msg: string) =>
  `{"level":20,"time":1796010860961,"pid":7,"hostname":"vm","tag":"main","target":"app","msg":"${msg}"}\n`;

/** A box with records of the recorder, and with some that the log may lack. */
function boxOf(
  records: readonly (string | Buffer)[],
  logged: readonly string[] = [],
  owner: BoxOwner = OWNER,
  kind: RecordKind = LINES,
): string {
  const box = new BlackBox({
    ...{ path: join(folder(), "app.ring"), owner, lives: () => false, chunks: 4 },
    ...{ capacity: 1600, entries: 100, mapping: undefined, openTurn: () => {} },
  });
  const ring = new Batch({ submit() {} }, 16_000, 1600, 1600);
  const log = new Batch({ submit() {} }, 200_000, 1600);
  box.useRing({ batch: ring, kind });
  box.useLog([{ batch: log, kind: LINES }]);
  for (const record of records) ring.append(Buffer.from(record), 20 | box.mark());
  for (const line of logged) log.append(Buffer.from(line), 30);
  box.keep();
  return box.path;
}

test("the records are printed as they were logged, and it is told whose they are", async () => {
  const file = boxOf([LINE("one"), LINE("two")], [LINE("three")]);
  expect(await ran(["recover", file])).toEqual({
    code: 0,
    stdout: `${LINE("one")}${LINE("two")}${LINE("three")}`,
    complaints: [
      `${file}: 3 records, 1 of which the log may lack, of process 7 (app.js), main, on vm, begun 2026-11-30T11:00:00.000Z; without its last turn`,
    ],
  });
});

test("several boxes are printed one after the other, with the threads that they are of", async () => {
  const first = boxOf([LINE("one")]);
  const second = boxOf([LINE("two")], [], { ...OWNER, thread: 3, tag: "worker-3" });
  const { stdout, complaints } = await ran(["recover", first, second]);
  expect(stdout).toBe(`${LINE("one")}${LINE("two")}`);
  expect(complaints[1]).toContain("1 record, of process 7 (app.js), worker-3, thread 3, on vm");
});

test("they are shown for people on a terminal, and with --pretty", async () => {
  const file = boxOf([LINE("one")]);
  const shown = /^.*DEBUG app: one.*\n$/;
  expect((await ran(["recover", "--utc", "--pretty", file])).stdout).toMatch(shown);
  expect((await ran(["recover", "--utc", file], true)).stdout).toMatch(shown);
  expect((await ran(["recover", "--json", file], true)).stdout).toBe(LINE("one"));
});

test("what a log must not do to a terminal, it does not do from a box", async () => {
  const file = boxOf(["\u001b]0;title\u0007\n"]);
  const control = "\u001b";
  expect((await ran(["recover", file], true)).stdout).not.toContain(control);
  expect((await ran(["recover", "--json", file], true)).stdout).not.toContain(control);
});

test("records for a collector are printed as JSON", async () => {
  const value = (text: string) => Buffer.from([0x0a, text.length, ...Buffer.from(text)]);
  const body = value("hello");
  const content = Buffer.concat([
    Buffer.from([0x09]),
    Buffer.from(BigUint64Array.of(1_796_010_860_961_000_000n).buffer),
    Buffer.from([0x2a, body.length]),
    body,
  ]);
  const protobuf = Buffer.concat([Buffer.from([0x12, content.length]), content]);
  const json = `,${JSON.stringify({
    timeUnixNano: "1796010860961000000",
    body: { stringValue: "hello" },
    attributes: [],
  })}\n`;
  const line =
    '{"level":20,"time":1796010860961,"pid":7,"hostname":"vm","tag":"main","msg":"hello"}\n';
  expect((await ran(["recover", boxOf([protobuf], [], OWNER, OTLP_PROTOBUF)])).stdout).toBe(line);
  expect((await ran(["recover", boxOf([json], [], OWNER, OTLP_JSON)])).stdout).toBe(line);

  const damaged = boxOf([protobuf, Buffer.from([0xff, 0xff])], [], OWNER, OTLP_PROTOBUF);
  const { code, stdout, complaints } = await ran(["recover", "--remove", damaged]);
  expect([code, stdout]).toEqual([2, line]);
  expect(complaints).toContain(`${damaged}: 1 record cannot be read`);
  expect(fs.existsSync(damaged)).toBe(true);
});

describe("a box of a process that lives", () => {
  test("is not read", async () => {
    const file = boxOf([LINE("one")], [], LIVING);
    expect(await ran(["recover", file])).toEqual({
      code: 2,
      stdout: "",
      complaints: [
        `${file}: the process ${process.pid} lives (--force reads its box all the same)`,
      ],
    });
  });

  test("is read with --force, and not removed", async () => {
    const file = boxOf([LINE("one")], [], LIVING);
    const { code, stdout, complaints } = await ran(["recover", "--force", "--remove", file]);
    expect([code, stdout, fs.existsSync(file)]).toEqual([0, LINE("one"), true]);
    expect(complaints[0]).toMatch(/Z; it lives$/);
  });

  test.each([
    ["another process has its number", { start: "1" }],
    ["the system has started again", { boot: "another" }],
  ])("is one of a process that is gone, if %s", async (_, change) => {
    const file = boxOf([LINE("one")], [], { ...LIVING, ...change });
    expect(await ran(["recover", file])).toMatchObject({ code: 0, stdout: LINE("one") });
  });
});

test("--remove removes a file whose records have been printed", async () => {
  const file = boxOf([LINE("one")]);
  expect(await ran(["recover", "--remove", file])).toMatchObject({ code: 0, stdout: LINE("one") });
  expect(fs.existsSync(file)).toBe(false);
});

test("the exit code is 1 without records, and 2 after an error, though the other files are printed", async () => {
  expect((await ran(["recover", boxOf([])])).code).toBe(1);
  const other = join(folder(), "app.log");
  fs.writeFileSync(other, LINE("no box"));
  expect(await ran(["recover", other, "/nowhere/app.ring", boxOf([LINE("one")])])).toMatchObject({
    code: 2,
    stdout: LINE("one"),
    complaints: [
      `${other}: it is no black box of fastlog`,
      expect.stringMatching(/^\/nowhere\/app\.ring: ENOENT/),
      expect.anything(),
    ],
  });
});

test.each([
  [["recover"], "recover needs a file: that of recorder.file"],
  [["recover", "--json", "--pretty", "x"], "--json and --pretty exclude each other"],
])("%j is a mistake", async (argv, message) => {
  await expect(ran(argv)).rejects.toThrow(message);
});
