import fs from "node:fs";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { describe, expect, test, vi } from "vitest";
import { Recording } from "../../../test/fixtures/unit/recording.ts";
import { folder } from "../../../test/folder.ts";
import { FastlogError } from "../../errors.ts";
import { file } from "../file/file.ts";

const read = (path: string) => fs.readFileSync(path, "utf8");

/** How many descriptors of this process are open on a path. */
function descriptors(path: string): number {
  return fs.readdirSync("/proc/self/fd").filter((fd) => {
    try {
      return fs.readlinkSync(`/proc/self/fd/${fd}`) === path;
    } catch {
      return false;
    }
  }).length;
}

describe("a file", () => {
  test("is made with its folders, and nobody but its owner and group may read it", async () => {
    const path = join(folder(), "logs/today/app.log");
    const backend = file(path);
    expect(backend.name).toBe(`file://${path}`);
    expect(fs.statSync(path).mode & 0o777).toBe(0o640);
    await backend.close();
  });

  test("has the mode that is asked for if it is made", async () => {
    const [made, found] = [join(folder(), "made.log"), join(folder(), "found.log")];
    fs.writeFileSync(found, "", { mode: 0o644 });
    const backends = [file(made, { mode: 0o600 }), file(found, { mode: 0o600 })];
    expect(fs.statSync(made).mode & 0o777).toBe(0o600);
    expect(fs.statSync(found).mode & 0o777).toBe(0o644);
    await Promise.all(backends.map((backend) => backend.close()));
  });

  test("is appended to, after what other programs have written meanwhile", async () => {
    const path = join(folder(), "app.log");
    fs.writeFileSync(path, "found\n");
    const recording = new Recording({ backend: file(path) });
    recording.app.info("one");
    recording.pipeline.flushSync();
    fs.appendFileSync(path, "another\n");
    recording.app.info("two");
    recording.pipeline.flushSync();
    expect(read(path)).toBe("found\none\nanother\ntwo\n");
    fs.truncateSync(path);
    recording.app.info("three");
    recording.pipeline.flushSync();
    expect(read(path)).toBe("three\n");
    await recording.backend.close();
  });

  test("has every chunk by one write, whole and in order", async () => {
    const path = join(folder(), "app.log");
    const recording = new Recording({ backend: file(path) });
    const write = vi.spyOn(fs, "writeSync");
    const lines = Array.from({ length: 20_000 }, (_, i) => `${i} ${"x".repeat(i % 300)}`);
    for (const line of lines) recording.app.info(line);
    recording.pipeline.flushSync();
    const written = write.mock.calls.map(([, bytes]) => (bytes as unknown as Buffer).length);
    write.mockRestore();
    expect(read(path)).toBe(lines.map((line) => `${line}\n`).join(""));
    const least = fs.statSync(path).size / 65_536;
    expect(written.length).toBeLessThan(least * 1.1 + 1);
    expect(recording.pipeline.batch.counters).toEqual({
      records: 20_000,
      bytes: fs.statSync(path).size,
      dropped: 0,
    });
    await recording.backend.close();
  });

  test("has records of many megabytes whole", async () => {
    const path = join(folder(), "app.log");
    const maxRecord = 16_777_216;
    const recording = new Recording({ backend: file(path), maxRecord });
    const long = "é".repeat(8_000_000);
    for (let i = 0; i < 3; i++) recording.app.info(long);
    recording.pipeline.flushSync();
    expect(read(path) === `${long}\n`.repeat(3)).toBe(true);
    await recording.backend.close();
  });

  test.each([
    ["is a folder", (base: string) => base, "EISDIR"],
    ["lies below a file", (base: string) => join(base, "file", "app.log"), "ENOTDIR"],
  ])("that %s cannot be opened, which is said at once", (_, pathOf, code) => {
    const base = folder();
    fs.writeFileSync(join(base, "file"), "");
    const path = pathOf(base);
    const open = (): unknown => file(path);
    expect(open).toThrow(FastlogError);
    expect(open).toThrow(
      expect.objectContaining({
        code: "ERR_FASTLOG_BACKEND_UNAVAILABLE",
        message: expect.stringMatching(`^cannot open the log file "${path}": ${code}`),
        cause: expect.objectContaining({ code: expect.stringMatching(/^E/) }),
      }),
    );
  });

  test("has long records whole, in one write each, and none is counted as oversized", () => {
    const path = join(folder(), "app.log");
    const backend = file(path, { oversized: "split" });
    const recording = new Recording({ backend, maxRecord: 1_000_000 });
    for (const length of [10, 200_000, 20]) recording.app.info("{}", "x".repeat(length));
    recording.pipeline.flushSync();
    expect(
      read(path)
        .split("\n")
        .map((line) => line.length),
    ).toEqual([10, 200_000, 20, 0]);
    expect(backend.counters?.()).toMatchObject({ oversized: 0 });
  });

  test("is closed with its backend, which then takes nothing more", async () => {
    const path = join(folder(), "app.log");
    const recording = new Recording({ backend: file(path) });
    const { backend, pipeline } = recording;
    const { batch } = pipeline;
    recording.app.info("before");
    recording.pipeline.flushSync();
    expect(descriptors(path)).toBe(1);
    await backend.close();
    expect(descriptors(path)).toBe(0);
    recording.app.info("after");
    recording.pipeline.flushSync();
    await backend.flush();
    expect(read(path)).toBe("before\n");
    expect(batch.counters).toMatchObject({ records: 1, dropped: 1 });
  });
});

describe("a file that is reopened", () => {
  test("is a new one after a rotation, and nothing is lost", async () => {
    const path = join(folder(), "app.log");
    const recording = new Recording({ backend: file(path, { mode: 0o600 }) });
    const { backend, pipeline } = recording;
    const { batch } = pipeline;
    for (let i = 0; i < 5; i++) {
      recording.app.info(`old ${i}`);
      recording.pipeline.flushSync();
      fs.renameSync(path, `${path}.${i}`);
      recording.app.info(`old too ${i}`);
      batch.seal();
      backend.reopen?.();
      expect(fs.statSync(path).mode & 0o777).toBe(0o600);
    }
    recording.app.info("new");
    recording.pipeline.flushSync();
    const files = [0, 1, 2, 3, 4].map((i) => read(`${path}.${i}`));
    expect(files).toEqual(files.map((_, i) => `old ${i}\nold too ${i}\n`));
    expect(read(path)).toBe("new\n");
    await backend.close();
  });

  test("has its old descriptor closed", async () => {
    const path = join(folder(), "app.log");
    const backend = file(path);
    fs.renameSync(path, `${path}.1`);
    backend.reopen?.();
    while (descriptors(`${path}.1`) > 0) await nextTurn();
    expect(descriptors(path)).toBe(1);
    await backend.close();
    expect(descriptors(path)).toBe(0);
  });

  test("is made again with its folder", async () => {
    const base = join(folder(), "logs");
    const path = join(base, "app.log");
    const recording = new Recording({ backend: file(path) });
    fs.rmSync(base, { recursive: true });
    recording.backend.reopen?.();
    recording.app.info("again");
    recording.pipeline.flushSync();
    expect(read(path)).toBe("again\n");
    await recording.backend.close();
  });
});
