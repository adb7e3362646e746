import fs from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { folder } from "../../../test/folder.ts";
import { type BoxFile, boxPath, makeBoxFile, removeBoxFile } from "./box-file.ts";
import { type BoxOwner, PAGE } from "./layout.ts";
import { readBox } from "./read-box.ts";

const OWNER: BoxOwner = {
  ...{ pid: 7, start: "123", boot: "b", thread: 0, tag: "main", host: "vm", program: "app.js" },
  ...{
    began: "2026-11-30T12:00:00.000Z",
    made: "2026-11-30T12:00:01.000Z",
    fastlog: "1.2.3",
    isMapped: false,
  },
};

function make(path: string, owner: BoxOwner = OWNER, lives = false): BoxFile {
  const file = makeBoxFile(path, owner, () => lives);
  fs.closeSync(file.fd);
  return file;
}

test.each([
  ["/dev/shm/app.{pid}.ring", 0, "/dev/shm/app.7.ring"],
  ["/dev/shm/app.{pid}.ring", 3, "/dev/shm/app.7.ring.3"],
  ["/run/{thread}/{pid}-{thread}", 0, "/run/0/7-0"],
  ["/run/{thread}/{pid}-{thread}", 3, "/run/3/7-3"],
])("the path %s is, in thread %i, %s", (template, thread, path) => {
  expect(boxPath(template, { pid: 7, thread })).toBe(path);
});

test("a box that a process has left is moved aside, in place of an older one, and told", () => {
  const path = join(folder(), "app.ring");
  expect(make(path, { ...OWNER, pid: 1 }).left).toBeUndefined();
  expect(make(path, { ...OWNER, pid: 2 }).left).toMatchObject({ owner: { pid: 1 } });
  expect(make(path, { ...OWNER, pid: 3 }).left).toEqual({
    path: `${path}.old`,
    owner: { ...OWNER, pid: 2 },
  });
  const pidIn = (file: string) => readBox(fs.readFileSync(file)).owner.pid;
  expect([pidIn(path), pidIn(`${path}.old`)]).toEqual([3, 2]);
});

test("a file of a process that was killed before it wrote anything is moved aside", () => {
  const path = join(folder(), "app.ring");
  fs.writeFileSync(path, "");
  expect(make(path).left).toBeUndefined();
  expect(fs.statSync(path).size).toBe(PAGE);
});

describe("it is refused, and nothing is changed, if there is", () => {
  const refused = (path: string, reason: string, lives = false) => {
    expect(() => make(path, OWNER, lives)).toThrow(
      expect.objectContaining({
        code: "ERR_FASTLOG_RECORDER_UNAVAILABLE",
        message: expect.stringContaining(`no black box ${JSON.stringify(path)}: ${reason}`),
      }),
    );
  };

  test("no folder", () => {
    const path = join(folder(), "missing", "app.ring");
    refused(path, `its folder ${JSON.stringify(join(path, ".."))} is missing`);
  });

  test("a file that is no box", () => {
    const path = join(folder(), "app.ring");
    fs.writeFileSync(path, "other");
    refused(path, "there is a file already, and it is no black box of fastlog");
    expect(fs.readFileSync(path, "utf8")).toBe("other");
  });

  test("a file that is no box in the place of the older box", () => {
    const path = join(folder(), "app.ring");
    make(path);
    fs.writeFileSync(`${path}.old`, "other");
    refused(path, `${JSON.stringify(`${path}.old`)} is a file already, and it is no black box`);
    expect(fs.readFileSync(`${path}.old`, "utf8")).toBe("other");
    expect(readBox(fs.readFileSync(path)).owner).toEqual(OWNER);
  });

  test("a symbolic link", () => {
    const path = join(folder(), "app.ring");
    const target = join(folder(), "target");
    fs.symlinkSync(target, path);
    refused(path, "there is a symbolic link");
    expect(fs.existsSync(target)).toBe(false);
  });

  test("something that is no file", () => {
    const path = join(folder(), "app.ring");
    fs.mkdirSync(path);
    refused(path, "there is something that is no file");
  });

  test("the box of a process that lives", () => {
    const path = join(folder(), "app.ring");
    make(path);
    refused(path, "the process 7 has its box there, and lives (put {pid} into the path)", true);
    expect(fs.readdirSync(join(path, ".."))).toEqual(["app.ring"]);
  });

  test.runIf(process.geteuid?.() === 0)("a file of another user", () => {
    const path = join(folder(), "app.ring");
    make(path);
    fs.chownSync(path, 12_345, 12_345);
    refused(path, "there is a file of the user 12345");
  });
});

test("a file that is gone already needs no removal", () => {
  const path = join(folder(), "app.ring");
  const file = makeBoxFile(path, OWNER, () => false);
  fs.rmSync(path);
  removeBoxFile(file);
  fs.closeSync(file.fd);
});
