import { expect, test } from "vitest";
import { tokenize } from "../.vitepress/search.ts";

test.each([
  ["LOG_BACKEND", ["LOG_BACKEND", "LOG", "BACKEND"]],
  ["exitTimeout", ["exitTimeout", "exit", "Timeout"]],
  ["onBackendError", ["onBackendError", "on", "Backend", "Error"]],
  ["json:gcp", ["json:gcp", "json", "gcp"]],
  ["--since 5m", ["--since", "since", "5m", "5", "m"]],
  ["fastlog/http", ["fastlog/http", "fastlog", "http"]],
  ["stats().backends", ["stats", "backends"]],
  ["at-least-once", ["at-least-once", "at", "least", "once"]],
  ["ERR_FASTLOG_INVALID_URL", ["ERR_FASTLOG_INVALID_URL", "ERR", "FASTLOG", "INVALID", "URL"]],
  ["A level, or 'off'.", ["A", "level", "or", "off"]],
  ["größer als", ["größer", "als"]],
  ["", []],
  ["— …", []],
])("%j can be found by %j", (text, words) => {
  expect(tokenize(text)).toEqual(words);
});
