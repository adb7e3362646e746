import fs from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Recording } from "../../../test/fixtures/unit/recording.ts";
import { folder } from "../../../test/folder.ts";
import { file } from "./file.ts";
import type { FileOptions } from "./file-options.ts";

/** Lines, written in turns of several each, and what then is in the folder. */
async function written(at: string, options: FileOptions, turns: readonly (readonly string[])[]) {
  const backend = file(join(at, "app.log"), options);
  const recording = new Recording({ backend, maxRecord: 1_048_576 });
  for (const lines of turns) {
    for (const line of lines) recording.app.info(line);
    recording.pipeline.flushSync();
  }
  await backend.close();
  return contentsOf(at);
}

/** What the files of a folder have, the oldest first. */
function contentsOf(at: string): string[] {
  const names = fs.readdirSync(at).filter((name) => name !== "app.log");
  return [...names.sort(), "app.log"].map((name) => fs.readFileSync(join(at, name), "utf8"));
}

describe("a file that is rotated by size", () => {
  const lengths = fc.oneof(
    { weight: 9, arbitrary: fc.integer({ min: 0, max: 600 }) },
    { weight: 1, arbitrary: fc.integer({ min: 3_000, max: 9_000 }) },
  );
  const line = lengths.map((length) => "x".repeat(length));

  test("is never larger, except for a single record, and has all records that fit", async () => {
    const turns = fc.array(fc.array(line, { maxLength: 60 }), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(turns, async (given) => {
        const numbered = given.map((lines, i) => lines.map((text, j) => `${i}.${j} ${text}`));
        const contents = await written(folder(), { maxSize: 4_096, keep: 1_000 }, numbered);
        expect(contents.join("")).toBe(
          numbered
            .flat()
            .map((text) => `${text}\n`)
            .join(""),
        );
        for (const [i, content] of contents.entries()) {
          const lines = content.split("\n").length - 1;
          if (lines > 1) expect(content.length).toBeLessThanOrEqual(4_096);
          const next = contents[i + 1]?.indexOf("\n") ?? 4_096;
          expect(content.length + next + 1).toBeGreaterThan(4_096);
        }
      }),
      { numRuns: 30 },
    );
  });

  test("counts the bytes that other threads and processes have written", async () => {
    const at = folder();
    const backend = file(join(at, "app.log"), { maxSize: 4_096 });
    const recording = new Recording({ backend });
    const log = (text: string) => {
      recording.app.info(text);
      recording.pipeline.flushSync();
    };
    log("one");
    fs.appendFileSync(join(at, "app.log"), `${"x".repeat(4_090)}\n`);
    log("two");
    log("three");
    await backend.close();
    expect(contentsOf(at).map(({ length }) => length)).toEqual([4_095, 10]);
  });
});

describe("a link in the path that changes its target", () => {
  test("is followed by reopen(), and files are rotated there", async () => {
    const at = folder();
    const [link, disk1, disk2] = ["log", "disk1", "disk2"].map((name) => join(at, name)) as [
      string,
      string,
      string,
    ];
    for (const disk of [disk1, disk2]) fs.mkdirSync(disk);
    fs.symlinkSync(disk1, link);
    const backend = file(join(link, "app.log"), { maxSize: 4_096 });
    const recording = new Recording({ backend });
    const log = (letter: string) => {
      recording.app.info(letter.repeat(3_000));
      recording.pipeline.flushSync();
    };
    log("a");
    log("b");
    fs.rmSync(link);
    fs.symlinkSync(disk2, link);
    backend.reopen?.();
    for (const letter of ["c", "d", "e"]) log(letter);
    await backend.close();
    const lettersIn = (disk: string) => contentsOf(disk).map((text) => text[0]);
    expect([lettersIn(disk1), lettersIn(disk2)]).toEqual([
      ["a", "b"],
      ["c", "d", "e"],
    ]);
  });
});

test.each<[given: FileOptions, message: string]>([
  [{ keep: 3 }, "option keep of file() needs maxSize, every or at"],
  [{ gzip: true }, "option gzip of file() needs maxSize, every or at"],
  [{ maxAge: 86_400_000 }, "option maxAge of file() needs maxSize, every or at"],
  [{ onRotated: () => {} }, "option onRotated of file() needs maxSize, every or at"],
  [{ maxSize: 4_096, timeZone: "local" }, "option timeZone of file() needs every or at"],
  [{ at: "3:00" }, 'invalid option at="3:00" of file(): expected a time of the day from 00:00'],
  [{ at: "24:00" }, 'invalid option at="24:00" of file(): expected a time of the day from 00:00'],
  [
    { every: 3_600_000, timeZone: "Berlin" },
    'invalid option timeZone="Berlin" of file(): expected utc, local or a name such as Europe/Berlin',
  ],
  [
    { maxSize: 1_048_576, maxTotal: 65_536 },
    "invalid option maxTotal=65536 of file(): expected at least maxSize (1048576)",
  ],
])("the options %j are refused, and no file is made", (given, message) => {
  const at = folder();
  expect(() => file(join(at, "app.log"), given)).toThrow(
    expect.objectContaining({
      code: "ERR_FASTLOG_INVALID_OPTION",
      message: expect.stringContaining(message),
    }),
  );
  expect(fs.readdirSync(at)).toEqual([]);
});
