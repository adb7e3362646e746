import fs from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Recording } from "../../../test/fixtures/unit/recording.ts";
import { folder } from "../../../test/folder.ts";
import { file } from "./file.ts";

vi.mock("../../time/system-time.ts", () => import("../../../test/fixtures/unit/global-time.ts"));

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["performance"] });
});
afterEach(() => {
  vi.useRealTimers();
});

test("a renamed file is written to for less than a second, and then a new one, without a call", () => {
  const path = join(folder(), "app.log");
  const { app, pipeline } = new Recording({ backend: file(path) });
  const log = (text: string) => {
    app.info(text);
    pipeline.flushSync();
  };
  log("before");
  fs.renameSync(path, `${path}.1`);
  log("at once");
  vi.advanceTimersByTime(999);
  log("a little later");
  vi.advanceTimersByTime(1);
  log("after a second");
  const texts = [`${path}.1`, path].map((name) => fs.readFileSync(name, "utf8"));
  expect(texts).toEqual(["before\nat once\na little later\n", "after a second\n"]);
});
