import assert from "node:assert/strict";
import { test } from "node:test";
import { capture } from "fastlog/testing";
import { load } from "./index.js";

test("a file that is not known is logged as a miss, and when it is loaded", () => {
  const log = capture({ format: { template: "{level} {target}: {message}" } });
  load("/a");
  load("/a");
  log.restore();
  assert.deepEqual(log.lines, [
    "DEBUG file-cache: miss /a",
    "INFO file-cache: loaded /a path=/a files=1",
  ]);
});
