import fs from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterEach, describe, expect, test, vi } from "vitest";
import { folder } from "../../../test/folder.ts";
import { until } from "../../../test/until.ts";
import { compress } from "./compress.ts";

/** Some blocks, none of which is like another. */
const LONG = Array.from({ length: 50_000 }, (_, i) => `record ${i} of a file\n`).join("");

afterEach(() => {
  vi.restoreAllMocks();
});

function made(text: string, mode = 0o640): string {
  const path = join(folder(), "app.log.20261125T154327.123Z");
  fs.writeFileSync(path, text);
  fs.chmodSync(path, mode);
  return path;
}

/** Resolves with what failed, when all are through. */
function compressed(...paths: string[]): Promise<string[]> {
  const failed: string[] = [];
  return new Promise((resolve) =>
    compress(
      paths,
      [process.geteuid?.() ?? 0],
      (path, message) => failed.push(`${path} ${message}`),
      () => resolve(failed),
    ),
  );
}

function unzipped(path: string): string {
  return gunzipSync(fs.readFileSync(`${path}.gz`)).toString();
}

function namesBeside(path: string): string[] {
  return fs.readdirSync(join(path, ".."));
}

describe.each(["in a thread", "where threads are forbidden"])("%s", (where) => {
  function forbid(): void {
    if (where === "in a thread") return;
    vi.spyOn(process.getBuiltinModule("node:worker_threads"), "Worker").mockImplementation(
      function refuse() {
        throw new Error("Access to this API has been restricted");
      },
    );
  }

  test.each([
    ["a long one", LONG],
    ["one that is shorter than a block", "one\ntwo\n"],
  ])("%s becomes a .gz of the same mode and time, and nothing else is left", async (_, text) => {
    forbid();
    const path = made(text, 0o604);
    const { mtimeMs } = fs.statSync(path);
    expect(await compressed(path)).toEqual([]);
    expect(unzipped(path) === text).toBe(true);
    expect(namesBeside(path)).toEqual(["app.log.20261125T154327.123Z.gz"]);
    const stats = fs.statSync(`${path}.gz`);
    expect(stats.mode & 0o777).toBe(0o604);
    expect(Math.abs(stats.mtimeMs - mtimeMs)).toBeLessThan(1);
  });

  test("what is written to it meanwhile is in the .gz as well", async () => {
    forbid();
    // It takes about half a second.
    const text = LONG.repeat(12);
    const path = made(text);
    const fd = fs.openSync(path, "a");
    const done = compressed(path);
    await until(() => fs.existsSync(`${path}.gz.tmp`));
    fs.writeSync(fd, "late\n");
    fs.closeSync(fd);
    expect(await done).toEqual([]);
    expect(unzipped(path) === `${text}late\n`).toBe(true);
  });

  test("of several that do the same with the same file, one does it", async () => {
    forbid();
    const path = made(LONG);
    const all = [compressed(path), compressed(path), compressed(path)];
    expect((await Promise.all(all)).flat()).toEqual([]);
    expect(unzipped(path) === LONG).toBe(true);
    expect(namesBeside(path)).toEqual(["app.log.20261125T154327.123Z.gz"]);
  });

  test("one that is gone by then is no matter, and one that cannot be compressed is told of", async () => {
    forbid();
    const [gone, path, obstructed] = [made(""), made("one\n"), made("two\n")];
    fs.rmSync(gone);
    fs.mkdirSync(`${obstructed}.gz`);
    const failed = await compressed(gone, obstructed, path);
    expect(failed).toEqual([expect.stringMatching(`^${obstructed} EISDIR`)]);
    expect(unzipped(path)).toBe("one\n");
    expect(fs.readFileSync(obstructed, "utf8")).toBe("two\n");
    expect(fs.existsSync(`${obstructed}.gz.tmp`)).toBe(false);
  });
});
